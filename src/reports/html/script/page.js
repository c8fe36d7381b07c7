// Light or dark, whatever the system says; forgotten where the browser keeps nothing for a file.
function themes(button) {
  const root = document.documentElement, system = matchMedia('(prefers-color-scheme: dark)');
  const dark = () => (root.dataset.theme || (system.matches ? 'dark' : 'light')) === 'dark';
  const name = () => { button.textContent = dark() ? button.dataset.light : button.dataset.dark; };
  try { root.dataset.theme = localStorage.getItem('attain-theme') || ''; } catch { /* kept nowhere */ }
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    try { localStorage.setItem('attain-theme', root.dataset.theme); } catch { /* kept nowhere */ }
    name();
  });
  system.addEventListener('change', name);
  name();
}
const data = JSON.parse(document.getElementById('data').textContent);
document.documentElement.classList.add('live');
themes(document.getElementById('theme'));
for (const table of document.querySelectorAll('main table')) equip(table, data.words);
const scope = scopes(data);
hovers();
document.querySelectorAll('.what-if').forEach((root, i) => {
  const begin = () => { whatIf(root, data.targets[root.dataset.section], data, scope.join); scope.apply(); };
  root.hidden = false;
  // The first stands open; the others are made when they are opened.
  if (i === 0) begin(); else root.addEventListener('toggle', begin, { once: true });
});
