// Runs once for each panel: `element` is the panel, `trigger` tells the server, `watch` calls back after a new value.
// Buttons name their event in data-event; everything in their data- attributes goes with it.
const EVENTS = ['open_place', 'toggle', 'drop', 'more', 'save', 'example', 'refine', 'clear_filters', 'remove', 'empty', 'item', 'by', 'cell', 'score', 'inspect', 'turn', 'name', 'correct', 'goto', 'visited', 'rerun', 'keep', 'judge', 'changes', 'restore'];

const local = {
  close: () => element.querySelector('dialog')?.close(),
  copy: (control) => {
    const done = () => { control.textContent = control.dataset.done; };
    if (navigator.clipboard) { navigator.clipboard.writeText(control.dataset.text).then(done); return; }
    const area = document.createElement('textarea');
    area.value = control.dataset.text;
    control.after(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    done();
  },
};

element.addEventListener('click', (event) => {
  const control = event.target.closest('button[data-event]');
  if (!control) {
    if (event.target.tagName === 'DIALOG') event.target.close();
    return;
  }
  const { event: name, ...data } = control.dataset;
  if (name in local) { local[name](control); return; }
  const form = control.closest('form[data-form]');
  if (form) Object.assign(data, Object.fromEntries(new FormData(form)));
  if (working(control, data)) return;
  if (data.confirm && !window.confirm(data.confirm)) return;
  if (form && data.needs && !complete(form, data.needs.split(' '))) return;
  if (name === 'judge') lastJudged = data.passage;
  if (name === 'correct') lastCorrected = data.key;
  if (name === 'rerun') lastRun = data.subject;
  if (!EVENTS.includes(name)) return;
  begin(control, data);
  trigger(name, data);
});

// A pressed button shows that it works until a panel is drawn, and the same is not heard twice meanwhile; something
// else, as after more was typed in, is. What changes no panel ends soon.
const LONGEST_WORK = 8000;
const asked = new WeakMap();
function working(control, data) {
  return control.getAttribute('aria-busy') === 'true' && asked.get(control) === JSON.stringify(data);
}
function begin(control, data) {
  asked.set(control, JSON.stringify(data));
  const end = () => {
    control.removeAttribute('aria-busy');
    document.removeEventListener('jixiao:drawn', end);
  };
  control.setAttribute('aria-busy', 'true');
  document.addEventListener('jixiao:drawn', end);
  setTimeout(end, LONGEST_WORK);
}

// A panel that is busy keeps its height, so that nothing below it jumps; what it says is read out.
let height = 0;
new ResizeObserver(() => { if (!element.querySelector('.notice.busy')) height = element.offsetHeight; }).observe(element);
function tellProgress() {
  const busy = element.querySelector('.notice.busy');
  element.setAttribute('aria-busy', Boolean(busy));
  element.style.minHeight = busy && height ? `${height}px` : '';
  if (!busy) document.dispatchEvent(new CustomEvent('jixiao:drawn'));
  const said = element.querySelector('[data-said], .notice, .count, .checked');
  const speaker = document.querySelector('#speaker');
  if (speaker && said && element.checkVisibility()) speaker.textContent = said.textContent;
}

// Reports are Chinese on the English page too: what is mostly Chinese is told to be, so that it is read out as such.
function tellLanguage() {
  if (!window.location.pathname.startsWith('/en')) return;
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent;
    const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
    if (han && han >= (text.match(/[A-Za-z]/g)?.length ?? 0)) texts.currentNode.parentElement.lang = 'zh-Hant';
  }
}

// What scrolls by itself can be scrolled by keyboard.
function reachFrames() {
  for (const frame of element.querySelectorAll('dialog .row-table td > div')) {
    if (frame.scrollHeight <= frame.clientHeight && frame.scrollWidth <= frame.clientWidth) continue;
    frame.tabIndex = 0;
    frame.setAttribute('role', 'group');
    const name = frame.closest('[data-heading]')?.dataset.heading;
    if (name) frame.setAttribute('aria-label', name);
  }
}

// A field that a button can't do without is asked for at its place.
function complete(form, names) {
  for (const name of names) {
    const field = form.elements.namedItem(name);
    field.required = true;
    const given = field.reportValidity();
    field.required = false;
    if (!given) return false;
  }
  return true;
}

let lastTicked = null;
let lastJudged = null;
let lastCorrected = null;
let lastRun = null;
let lastOpened = '0';
element.addEventListener('change', (event) => {
  const box = event.target.closest('input[data-field]');
  if (!box) return;
  lastTicked = [box.dataset.field, box.value];
  const chosen = {};
  for (const input of element.querySelectorAll('input[data-field]:checked')) {
    (chosen[input.dataset.field] ??= []).push(input.value);
  }
  trigger('refine', { chosen });
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  event.target.querySelector('button[data-enter]')?.click();
});

// What the reader unfolded stays unfolded, and the box just ticked keeps the keyboard, when the panel is drawn anew.
const unfolded = new Set();
const narrow = window.matchMedia('(max-width: 760px)');
let foldOpen = null;
element.addEventListener('toggle', (event) => {
  if (event.target.matches('.fold')) foldOpen = event.target.open;
  const group = event.target.closest('[data-group]')?.dataset.group;
  if (group) unfolded[event.target.open ? 'add' : 'delete'](group);
}, true);
narrow.addEventListener('change', () => { foldOpen = null; settle(); });

function settle() {
  for (const input of element.querySelectorAll('input[data-field]')) input.checked = input.hasAttribute('checked');
  for (const group of unfolded) {
    const fold = element.querySelector(`[data-group="${group}"] details`);
    if (fold) fold.open = true;
  }
  for (const fold of element.querySelectorAll('.fold')) {
    fold.open = foldOpen ?? (fold.dataset.open === 'true' && !narrow.matches);
  }
  if (lastTicked) {
    const [field, value] = lastTicked;
    element.querySelector(`input[data-field="${field}"][value="${CSS.escape(value)}"]`)?.focus({ preventScroll: true });
    lastTicked = null;
  }
  if (lastJudged) {
    const card = element.querySelector(`[data-passage="${CSS.escape(lastJudged)}"] .judge summary`);
    card?.focus({ preventScroll: true });
    lastJudged = null;
  }
  if (lastRun) {
    element.querySelector(`[data-saved="${CSS.escape(lastRun)}"] [data-event="rerun"]`)?.focus({ preventScroll: true });
    lastRun = null;
  }
  // The answer is drawn twice, while it is looked for and when it is there: the keyboard goes back to the same word.
  const reading = element.querySelector('[data-reading]');
  if (reading && lastCorrected) {
    const same = reading.querySelector(`[data-key="${CSS.escape(lastCorrected)}"]`);
    (same ?? reading.querySelector('[data-key="also"]')).focus({ preventScroll: true });
    lastCorrected = null;
  }
  const dialog = element.querySelector('dialog');
  if (dialog && dialog.dataset.opened !== lastOpened) {
    lastOpened = dialog.dataset.opened;
    if (!dialog.open) dialog.showModal();
    const scroll = dialog.querySelector('.scroll');
    const line = dialog.querySelector('.page .line');
    scroll.scrollTop = line ? line.getBoundingClientRect().top - scroll.getBoundingClientRect().top - scroll.clientHeight / 3 : 0;
    for (const mark of dialog.querySelectorAll('mark')) {
      const frame = mark.closest('.row-table td > div, .around');
      if (frame) frame.scrollTop = mark.offsetTop - frame.offsetTop - frame.clientHeight / 3;
    }
  }
  reachFrames();
  tellLanguage();
  showChosen();
  fillReader();
}

// The name that the browser keeps stands in every form for judgements.
function fillReader() {
  const name = document.querySelector('[data-reader]')?.dataset.reader;
  if (name) for (const field of document.querySelectorAll('[data-reader-name]')) field.value ||= name;
}

// The basket panel holds the ids that are in the basket; every button of every panel shows whether its passage is.
function showChosen() {
  const basket = document.querySelector('[data-basket]');
  if (!basket) return;
  const ids = new Set(JSON.parse(basket.dataset.basket));
  for (const control of document.querySelectorAll('button[data-event="toggle"]')) {
    const inside = ids.has(control.dataset.passage);
    control.setAttribute('aria-pressed', inside);
    control.textContent = inside ? control.dataset.chosen : control.dataset.put;
  }
}

// A result tells the address that opens it again; page.js writes it to the browser and tells when it is gone back to.
function tellAddress() {
  const told = element.querySelector('[data-address]');
  if (told) document.dispatchEvent(new CustomEvent('jixiao:address', { detail: { ...told.dataset } }));
}
if (element.closest('#address')) {
  window.addEventListener('popstate', () => trigger('goto', {}));
  document.addEventListener('jixiao:address', ({ detail }) => trigger('visited', { address: detail.address }));
}

watch('value', () => { settle(); tellAddress(); tellProgress(); });
settle();
tellAddress();
