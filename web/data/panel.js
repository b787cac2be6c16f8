// Runs once for each panel: `element` is the panel, `trigger` tells the page's event, `watch` calls back after a new
// value. Buttons name their event in data-event; everything in their data- attributes goes with it.
const EVENTS = ['open_place', 'toggle', 'drop', 'more', 'save', 'example', 'refine', 'clear_filters', 'remove', 'empty', 'item', 'by', 'cell', 'score', 'inspect', 'turn', 'name', 'correct', 'goto', 'visited', 'rerun', 'keep', 'judge', 'changes', 'restore', 'again', 'ended', 'cancel'];
// These change what the browser keeps (kept.js), and ask the server for nothing.
const KEPT = ['toggle', 'empty', 'visited'];
if (props.busy) element.dataset.busy = props.busy;

const local = {
  toggle: (_, data) => { jixiao.toggle(data.passage); trigger('toggle', {}); },
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

// What is pressed is what stood there when the pointer went down: a panel that is drawn anew meanwhile may have put
// something else in its place, or nothing.
const NEAR = 12; // pixels
let held = null;
function read(control) {
  return { control, data: { ...control.dataset }, form: control.closest('form[data-form]') };
}
element.addEventListener('pointerdown', (event) => {
  const control = event.target.closest('button[data-event]');
  held = control && { ...read(control), x: event.clientX, y: event.clientY };
});
document.addEventListener('pointerup', (event) => {
  // What has gone is not clicked any more; whoever has moved away has thought better of it.
  if (!held || held.control.isConnected) return;
  if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < NEAR) act(held);
  held = null;
}, true);
element.addEventListener('click', (event) => {
  const control = event.target.closest('button[data-event]');
  const pressed = event.detail && held?.control === control ? held : null; // a click of the keyboard has no detail
  held = null;
  if (control) act(pressed ?? read(control));
  else if (event.target.tagName === 'DIALOG') event.target.close();
});

function act({ control, data: { event: name, ...data }, form }) {
  if (name in local) { local[name](control, data); return; }
  if (form) Object.assign(data, Object.fromEntries(new FormData(form)));
  if (working(control, data)) return;
  if (data.confirm && !window.confirm(data.confirm)) return;
  if (form && data.needs && !complete(form, data.needs.split(' '))) return;
  if (name === 'judge') lastJudged = data.passage;
  if (name === 'correct') lastCorrected = data.key;
  if (name === 'rerun') lastRun = data.subject;
  if (!EVENTS.includes(name)) return;
  if (KEPT.includes(name)) { trigger(name, data); return; }
  begin(control, data);
  trigger(name, { ...data, press: asked.get(control).press });
}

// A pressed button shows that it works until its request has ended, and the same is not heard twice meanwhile; something
// else, as after more was typed in, is.
const asked = new Map();
function working(control, data) {
  return asked.get(control)?.said === JSON.stringify(data);
}
function begin(control, data) {
  asked.set(control, { press: jixiao.press(), said: JSON.stringify(data) });
  control.setAttribute('aria-busy', 'true');
}
document.addEventListener('jixiao:ended', ({ detail }) => {
  for (const [control, { press }] of asked) {
    if (press !== detail) continue;
    asked.delete(control);
    control.removeAttribute('aria-busy');
  }
});

// What a panel says is read out.
function tellResult() {
  const said = element.querySelector('[data-said], .notice, .count, .checked');
  if (said && element.checkVisibility()) jixiao.say(said.textContent);
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
  trigger('refine', { chosen, press: jixiao.press() });
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
  jixiao.showChosen();
  jixiao.fillReader();
  follow();
}

// A result tells the address that opens it again; page.js writes it to the browser and tells when it is gone back to.
function tellAddress() {
  const told = element.querySelector('[data-address]');
  if (told) document.dispatchEvent(new CustomEvent('jixiao:address', { detail: { ...told.dataset } }));
}
if (element.closest('#address')) {
  window.addEventListener('popstate', () => trigger('goto', {}));
  document.addEventListener('jixiao:address', ({ detail }) => {
    jixiao.visit(detail.address);
    trigger('visited', {});
  });
}

// A panel that shows jobs asks again how far they are, as long as one is under way, and tells when one has ended.
const ended = new Set();
let next = null;
let lastAsked = null;
function follow() {
  const list = element.querySelector('[data-jobs]');
  clearTimeout(next);
  if (!list) return;
  const ids = (name) => list.dataset[name].split(' ').filter(Boolean);
  jixiao.jobs(list.dataset.lane, ids('jobs'), ids('dropped'));
  if (list.dataset.again) next = setTimeout(askAgain, Number(list.dataset.again), list.dataset.jobs);
  const over = ids('ended').filter((id) => !ended.has(id));
  over.forEach((id) => ended.add(id));
  if (over.length) trigger('ended', {});
}
function askAgain(jobs) {
  lastAsked = jixiao.press();
  trigger('again', { jobs, press: lastAsked });
}
document.addEventListener('jixiao:ended', ({ detail }) => { if (detail === lastAsked) follow(); });

watch('value', () => {
  element.closest('[aria-busy]:not(button)')?.removeAttribute('aria-busy');
  settle();
  tellAddress();
  tellResult();
});
settle();
tellAddress();
