// Sorting and filtering. A table keeps the order in which it was printed until a heading is pressed.
const EMPTY = /^[\s–-]*$/;
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
const el = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const textOf = cell => {
  const [first] = [...cell.childNodes].filter(node => node.textContent.trim());
  return first ? first.textContent.trim() : '';
};
// null where there is nothing to compare: such rows stand last, whatever the direction.
function keyOf(row, column, numeric) {
  const cell = row.cells[column];
  if (!cell || cell.classList.contains('null')) return null;
  const text = textOf(cell);
  if (EMPTY.test(text)) return null;
  if (!numeric) return text;
  const found = text.replace(/,/g, '').replace('\u2212', '-').match(/-?\d+(\.\d+)?/);
  return found ? Number(found[0]) : null;
}
function compare(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  return sign * (typeof a === 'number' ? a - b : collator.compare(a, b));
}
// Teams keep their reps below them; the company and the rows that head a group stay first.
function order(rows, column, numeric, sign) {
  const sorted = group => group
    .map(head => ({ head, key: keyOf(head[0], column, numeric) }))
    .sort((a, b) => compare(a.key, b.key, sign))
    .flatMap(({ head }) => [head[0], ...(head.length > 1 ? order(head.slice(1), column, numeric, sign) : [])]);
  const fixed = rows.filter(row => row.matches('.company') || row.cells[0].scope === 'rowgroup');
  const others = rows.filter(row => !fixed.includes(row)), groups = [];
  const nested = others.some(row => row.matches('.team')) && !rows[0].matches('.rep');
  for (const row of others) {
    if (nested && !row.matches('.team') && groups.length) groups.at(-1).push(row); else groups.push([row]);
  }
  return [...fixed, ...sorted(groups)];
}
function sortable(table) {
  // In another order the steps of a waterfall would lead nowhere.
  if (table.matches('.waterfall')) return;
  const bodies = [...table.tBodies].map(body => ({ body, printed: [...body.rows] }));
  const heads = [...table.tHead.rows].at(-1).cells;
  [...heads].forEach((head, column) => {
    if (head.getAttribute('aria-hidden') || head.matches('.picture') || !head.textContent.trim()) return;
    const button = el('button', { type: 'button', class: 'sort' }, ...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const numeric = head.matches('.n'), now = head.getAttribute('aria-sort');
      const cycle = numeric ? ['descending', 'ascending'] : ['ascending', 'descending'];
      const next = now ? cycle[cycle.indexOf(now) + 1] : cycle[0];
      for (const other of heads) other.removeAttribute('aria-sort');
      if (next) head.setAttribute('aria-sort', next);
      for (const { body, printed } of bodies) {
        body.append(...(next ? order(printed, column, numeric, next === 'ascending' ? 1 : -1) : printed));
      }
    });
  });
}
let filters = 0;
function filterable(table, words) {
  const rows = [...table.tBodies].flatMap(body => [...body.rows]);
  const id = 'filter-' + ++filters, box = el('input', { type: 'search', id, autocomplete: 'off' });
  const shown = el('span', { class: 'quiet', role: 'status' });
  const place = table.closest('.scroll') || table;
  const caption = table.caption ? table.caption.textContent : '';
  const label = el('label', { for: id }, words.filter, el('span', { class: 'unseen' }, ': ' + caption));
  place.before(el('div', { class: 'tools' }, label, box, shown));
  let texts = null;
  box.addEventListener('input', () => {
    texts ||= rows.map(row => row.textContent.toLowerCase());
    const wanted = box.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, i) => {
      const miss = wanted !== '' && !texts[i].includes(wanted);
      row.classList.toggle('miss', miss);
      if (!miss) count++;
    });
    shown.textContent = wanted ? words.shown.replace('{0}', count).replace('{1}', rows.length) : '';
  });
}
const LONG = 15;
function equip(table, words) {
  const rows = [...table.tBodies].reduce((count, body) => count + body.rows.length, 0);
  if (!table.tHead || table.matches('.heat, .reasons') || rows < 3) return;
  sortable(table);
  if (rows >= LONG) filterable(table, words);
}
