// The value under the pointer, or under the arrow keys once a chart has the focus.
function hovers() {
  const tip = el('div', { id: 'tip', role: 'status' });
  tip.hidden = true;
  document.body.append(tip);
  let active = null;
  function hide() {
    tip.hidden = true;
    if (active) active.classList.remove('on');
    active = null;
  }
  function show(target, text) {
    hide();
    if (!text) return;
    active = target;
    target.classList.add('on');
    tip.textContent = text;
    tip.hidden = false;
    const box = target.getBoundingClientRect(), size = tip.getBoundingClientRect();
    const left = Math.min(Math.max(box.left + box.width / 2 - size.width / 2, 4), innerWidth - size.width - 4);
    const above = box.top - size.height - 6;
    tip.style.left = left + 'px';
    tip.style.top = (above > 4 ? above : box.bottom + 6) + 'px';
  }
  // The browser's own tooltip would come a second later and say it again.
  function textOfMark(mark) {
    const title = mark.querySelector('title');
    if (title) {
      mark.dataset.tip = title.textContent;
      title.remove();
    }
    const beside = mark.nextElementSibling;
    return mark.dataset.tip || mark.getAttribute('aria-label') || (beside ? beside.textContent : '');
  }
  document.addEventListener('pointerover', event => {
    const mark = event.target.closest('.hit, svg.range, svg.fan');
    if (mark) show(mark, textOfMark(mark)); else if (active && !active.closest('svg:focus')) hide();
  });
  for (const chart of document.querySelectorAll('svg.steps')) {
    chart.tabIndex = 0;
    let at = -1;
    chart.addEventListener('keydown', event => {
      const marks = [...chart.querySelectorAll('.hit')];
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || !marks.length) return;
      event.preventDefault();
      at = at < 0 ? (step > 0 ? 0 : marks.length - 1) : Math.min(Math.max(at + step, 0), marks.length - 1);
      show(marks[at], textOfMark(marks[at]));
    });
    chart.addEventListener('blur', () => { at = -1; hide(); });
  }
  addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });
  addEventListener('scroll', hide, { passive: true, capture: true });
}
