// From the company to a team to a rep. The choice stands in the address (#team-2, #rep-14, with .risk behind it for a
// section), so that the browser's back leads back and a link can be passed on.
function scopes(data) {
  const part = { team: null, rep: null };
  const chooser = document.getElementById('scope'), crumbs = document.getElementById('crumbs');
  const links = [...document.querySelectorAll('.contents a')].map(a => ({ a, section: a.hash.slice(1) }));
  const members = [];
  const repOf = link => Number(link.hash.slice(5));
  function join(element, rep, team) {
    members.push({ element, rep, team: rep ? data.reps[rep - 1][1] : team });
  }
  for (const link of document.querySelectorAll('tbody th a[href^="#rep-"]')) join(link.closest('tr'), repOf(link));
  for (const row of document.querySelectorAll('tr.team[id]')) join(row, 0, Number(row.id.slice(5)));
  for (const one of document.querySelectorAll('[data-rep]')) join(one, Number(one.dataset.rep));
  const pages = [...document.querySelectorAll('article.page')];
  pages.forEach((page, i) => join(page, i + 1));

  const option = (value, text) => el('option', { value }, text);
  chooser.append(option('', data.words.company));
  const group = (label, made) => chooser.append(el('optgroup', { label }, ...made));
  if (data.teams.length) group(data.words.teams, data.teams.map((name, i) => option('team-' + (i + 1), name)));
  if (data.reps.length) group(data.words.reps, data.reps.map(([name], i) => option('rep-' + (i + 1), name)));
  chooser.closest('.toolbar').hidden = false;

  function apply() {
    const [, kind, number, section] = /^#(?:(team|rep)-(\d+))?\.?(.*)$/.exec(location.hash) || [];
    part.rep = kind === 'rep' && data.reps[number - 1] ? Number(number) : null;
    part.team = part.rep ? data.reps[part.rep - 1][1] : kind === 'team' && data.teams[number - 1] ? Number(number) : null;
    const chosen = part.rep ? 'rep-' + part.rep : part.team ? 'team-' + part.team : '';
    for (const { element, rep, team } of members) {
      const page = element.matches('.page');
      const out = page && part.rep ? rep !== part.rep : (chosen !== '' && (part.team || page) && team !== part.team && rep !== part.rep);
      element.classList.toggle('out', Boolean(out));
      element.classList.toggle('chosen', Boolean(part.rep) && rep === part.rep && !page);
    }
    document.getElementById('reps').classList.toggle('folded', chosen === '');
    chooser.value = chosen;
    for (const { a, section: id } of links) a.hash = chosen ? chosen + '.' + id : id;
    path(chosen);
    return document.getElementById(section || (part.rep ? chosen : ''));
  }
  function show() {
    const place = apply();
    if (place) place.scrollIntoView();
  }
  function path(chosen) {
    const steps = [['', data.words.company]];
    if (part.team) steps.push(['team-' + part.team, data.teams[part.team - 1]]);
    if (part.rep) steps.push(['rep-' + part.rep, data.reps[part.rep - 1][0]]);
    crumbs.replaceChildren(...steps.map(([to, name]) => {
      const here = to === chosen, text = el('bdi', {}, name);
      return el('li', {}, here ? el('span', { 'aria-current': 'true' }, text) : el('a', { href: '#' + to }, text));
    }));
    crumbs.parentNode.hidden = chosen === '';
  }
  function go(to) {
    history.pushState(null, '', '#' + to);
    show();
  }
  chooser.addEventListener('change', () => go(chooser.value));
  crumbs.addEventListener('click', event => {
    const link = event.target.closest('a');
    if (!link) return;
    event.preventDefault();
    go(link.hash.slice(1));
  });
  addEventListener('popstate', show);
  addEventListener('hashchange', show);
  show();
  return { join, apply };
}
