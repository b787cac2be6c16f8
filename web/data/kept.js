// What this browser keeps of its own accord: the passages put by, the last questions, the reader's name, and its jobs.
// It changes at once, without the server; Gradio's BrowserState writes the first three down (see basket.py, recent.py).
(() => {
  const MOST_RECENT = 30;

  // A list that was read from the browser's store, and is the reader's own from his first change on.
  class Kept {
    list = [];
    #changed = false;

    adopt(stored) {
      if (!this.#changed) this.list = [...new Set([...(stored ?? []), ...this.list])];
      return [...this.list];
    }

    set(list) {
      this.#changed = true;
      this.list = list;
    }
  }

  const basket = new Kept();
  const recent = new Kept();
  let reader = '';

  function toggle(passage) {
    const inside = basket.list.includes(passage);
    basket.set(inside ? basket.list.filter((one) => one !== passage) : [...basket.list, passage]);
    showChosen();
  }

  function empty() {
    basket.set([]);
    showChosen();
    return [];
  }

  // What the browser's store says, and the name of its tab with their number, as a change of Gradio's tab.
  function label(stored, name) {
    const { length } = basket.adopt(stored);
    showChosen();
    return { __type__: 'update', label: length ? `${name} ${length}` : name };
  }

  // Every button of every panel shows whether its passage is put by.
  function showChosen() {
    const ids = new Set(basket.list);
    for (const control of document.querySelectorAll('button[data-event="toggle"]')) {
      const inside = ids.has(control.dataset.passage);
      control.setAttribute('aria-pressed', inside);
      control.textContent = inside ? control.dataset.chosen : control.dataset.put;
    }
  }

  // The addresses with the one visited in front; those of a tab alone are not kept.
  function visit(address) {
    const told = new URLSearchParams(address);
    if (!told.get('q') && !told.get('s')) return;
    recent.set([address, ...recent.list.filter((one) => one !== address)].slice(0, MOST_RECENT));
  }

  // The reader's name stands in every form for judgements.
  function fillReader(name = reader) {
    reader = name ?? '';
    if (reader) for (const field of document.querySelectorAll('[data-reader-name]')) field.value ||= reader;
  }

  // The ids of this browser's jobs of a lane (following.py), of all its tabs; `shown` are to be among them, `dropped` not.
  function jobs(lane, shown = [], dropped = []) {
    const key = `jixiao-jobs-${lane}`;
    const stored = (localStorage.getItem(key) ?? '').split(' ').filter(Boolean);
    const now = [...new Set([...stored, ...shown])].filter((id) => !dropped.includes(id));
    if (shown.length || dropped.length) localStorage.setItem(key, now.join(' '));
    return now;
  }

  Object.assign(window.jixiao, { basket, recent, toggle, empty, label, showChosen, visit, fillReader, jobs });
})();
