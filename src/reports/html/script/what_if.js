// What the targets would be at another chance or for another goal.
function planOf(basis) {
  const reps = basis.reps.map(([rep, centre, scale, sample, lowest, floor, cap]) => ({
    rep, centre, scale, lowest, scores: basis.samples[sample],
    floor: floor === null ? -Infinity : floor, cap: cap === null ? Infinity : cap,
  }));
  let last = 0;
  const reached = basis.reached ? basis.reached.split(' ').map(rise => (last += parseInt(rise, 36))) : [];
  return { reps, reached, perMajor: basis.per_major, step: basis.step, least: basis.least };
}
function whatIf(root, asked, data, joinRow) {
  const plan = planOf(asked.basis), words = data.words, part = name => root.querySelector('[data-part=' + name + ']');
  const money = minor => amountText(minor, asked.unit, plan.perMajor);
  const rows = plan.reps.map(({ rep }, i) => {
    const [name, team] = data.reps[rep - 1], cells = ['', 'strong', '', ''].map(more => el('td', more ? { class: more } : {}));
    const link = el('a', { href: '#rep-' + rep }, name);
    const row = el('tr', {}, el('th', { scope: 'row' }, link), el('td', { class: 't' }, el('bdi', {}, data.teams[team - 1] || '')), ...cells);
    const was = asked.proposed[i];
    write(cells[0], was);
    joinRow(row, rep);
    return { cells, row, was };
  });
  part('rows').append(...rows.map(({ row }) => row));
  equip(part('rows').closest('table'), words);

  function write(cell, minor) {
    cell.textContent = minor === null ? words.none : money(minor);
    cell.classList.toggle('null', minor === null);
  }
  const chance = { slide: part('chance-slide'), field: part('chance') };
  const goal = { slide: part('goal-slide'), field: part('goal') };
  const major = minor => minor / plan.perMajor;
  const command = text => { part('command').textContent = 'attain targets --metric ' + asked.metric + text; };
  function print(made, from) {
    const refused = made.least !== undefined;
    part('refused').hidden = !refused;
    root.classList.toggle('stale', refused);
    if (refused) {
      part('refused').textContent = words.below.replace('{0}', money(made.least));
      return;
    }
    rows.forEach(({ cells, was }, i) => {
      const now = made.targets[i];
      write(cells[1], now);
      const change = (now || 0) - (was || 0);
      cells[2].textContent = change === 0 ? '=' : (change > 0 ? '+' : '') + money(change);
      cells[3].textContent = now === null ? DASH : share(made.chances[i]);
    });
    const common = made.common === null ? DASH : trimmed(made.common * 100, 1) + '%';
    part('total').textContent = money(made.total);
    part('common').textContent = common;
    part('team').textContent = made.team === null ? DASH : share(made.team);
    part('left').textContent = money(made.unallocated);
    part('left').parentNode.hidden = made.unallocated === 0;
    const percent = made.common === null ? '' : Number((made.common * 100).toFixed(1));
    if (from !== 'chance') { chance.slide.value = chance.field.value = percent; }
    if (from !== 'goal') { goal.slide.value = major(made.total); goal.field.value = Math.round(major(made.total)); }
  }
  function byChance(percent) {
    const value = Number(percent) / 100;
    if (!(value >= 0.01 && value <= 0.99)) return;
    chance.slide.value = chance.field.value = percent;
    command(' --chance ' + value);
    print(atChance(plan, value), 'chance');
  }
  function byGoal(text) {
    const value = Number(String(text).replace(/[,\s]/g, ''));
    if (text === '' || !Number.isFinite(value)) return;
    goal.slide.value = goal.field.value = text;
    command(' --goal ' + value);
    print(fromGoal(plan, Math.round(value * plan.perMajor)), 'goal');
  }
  const ends = [0.95, plan.least].map(one => major(sum(atChance(plan, one).targets)));
  goal.slide.min = Math.floor(ends[0]);
  goal.slide.max = Math.ceil(ends[1] * 1.1);
  goal.slide.step = Math.max(1, major(plan.step));
  for (const [{ slide, field }, set] of [[chance, byChance], [goal, byGoal]]) {
    for (const input of [slide, field]) input.addEventListener('input', () => set(input.value));
  }
  const start = () => (asked.goal === null ? byChance(Number((asked.chance * 100).toFixed(4))) : byGoal(major(asked.goal)));
  part('reset').addEventListener('click', start);
  start();
}
