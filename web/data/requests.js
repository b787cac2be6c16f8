// Every event that needs the server is one request with one answer (parts.QUIET): this waits on it, from the first
// moment of the page on, so that a press ends in a result or in a message.
(() => {
  if (window.jixiao) return;
  // Milliseconds: after `busy` a panel says that it is being looked for; after `slow` the reader is told, and may press
  // again; a press that has not become a request after `lost` never does.
  const AFTER = { busy: 120, slow: 20000, lost: 5000 };
  const SAYS = PAGE_SAYS;
  const underWay = new Set();
  const presses = new Set();
  const plain = window.fetch;

  window.fetch = (resource, options) => {
    const { pathname } = new URL(resource instanceof Request ? resource.url : resource, window.location.href);
    const session = pathname.match(/\/heartbeat\/([^/]+)$/)?.[1];
    if (session) return noStream(session);
    return /\/run\/predict\/?$/.test(pathname) ? answered(resource, options) : plain(resource, options);
  };

  // Gradio holds a stream open to see when the page is left. A browser has six connections to a server for all of its
  // tabs: with six of them nothing could be pressed. Here the page says itself that it is left (page.py).
  function noStream(session) {
    const left = new URL(`left/${session}`, document.baseURI);
    window.addEventListener('pagehide', () => navigator.sendBeacon(left), { once: true });
    return new Promise(() => {});
  }

  async function answered(resource, options) {
    const { fn_index: id, event_data: data } = JSON.parse(options.body);
    const one = { ...known(id), press: data?.press };
    const before = [...underWay].filter((other) => other.writes.some((part) => one.touches.has(part)));
    one.over = new Promise((done) => { one.end = done; });
    underWay.add(one);
    presses.delete(one.press);
    one.timers = [setTimeout(() => wait(one), AFTER.busy), setTimeout(() => { tell('slow', one); leave(one); }, AFTER.slow)];
    try {
      await Promise.all(before.map((other) => other.over));
      const response = await plain(resource, options);
      const body = await response.text();
      if (response.ok) quiet(one);
      else tell('broken', one, refusal(response.status, body));
      return new Response(body, response);
    } catch {
      tell('unreached', one);
      // Gradio would give up the page and load it anew if it saw that there was no answer.
      return new Response(JSON.stringify({ error: 'unreached' }), { status: 500 });
    } finally {
      leave(one);
    }
  }

  // What an event reads and writes, by the numbers of its components: one that touches what another is still writing
  // waits for it, so that the page shows the last press and not the slowest; whatever else goes on at the same time.
  function known(id) {
    const event = window.gradio_config?.dependencies?.find((one) => one.id === id);
    const writes = event?.outputs ?? [];
    return { writes, touches: new Set([...writes, ...(event?.inputs ?? [])]) };
  }

  function panels(one) {
    const parts = (window.gradio_config?.components ?? []).filter(({ id }) => one.writes.includes(id));
    const found = parts.map(({ id, props }) => document.getElementById(props.elem_id ?? `component-${id}`));
    return found.filter((part) => part?.querySelector('[data-busy]'));
  }

  function wait(one) {
    one.waiting = panels(one);
    for (const panel of one.waiting) {
      panel.setAttribute('aria-busy', 'true');
      if (panel.checkVisibility()) say(panel.querySelector('[data-busy]').dataset.busy);
    }
  }

  function leave(one) {
    if (!underWay.delete(one)) return;
    one.timers.forEach(clearTimeout);
    one.end();
    if (one.press) document.dispatchEvent(new CustomEvent('jixiao:ended', { detail: one.press }));
    // A panel that is drawn anew says so itself (panel.js); the answer may also be what stands there already.
    setTimeout(() => {
      const still = new Set([...underWay].flatMap((other) => other.waiting ?? []));
      for (const panel of one.waiting ?? []) if (!still.has(panel)) panel.removeAttribute('aria-busy');
    }, AFTER.busy);
  }

  // What the page itself has to say, below everything; `what` is a key of SAYS. The next answer takes it back.
  let told = null;
  function tell(what, one = null, text = SAYS[what]) {
    told ??= document.body.appendChild(document.createElement('p'));
    Object.assign(told, { id: 'told', className: 'notice failed', role: 'alert', textContent: text });
    told.one = what === 'slow' ? one : null;
  }
  // Why the server did not let an event through (web/guard.py), in its own words.
  function refusal(status, body) {
    if (status >= 500) return undefined;
    try {
      return JSON.parse(body).detail;
    } catch {
      return undefined;
    }
  }
  function quiet(one) {
    if (!told || (told.one && told.one !== one)) return;
    told.remove();
    told = null;
  }
  function say(text) {
    const speaker = document.querySelector('#speaker');
    if (speaker) speaker.textContent = text;
  }

  // A press gets a number, which goes with its request.
  let last = 0;
  function press() {
    const number = last += 1;
    presses.add(number);
    setTimeout(() => {
      if (!presses.delete(number)) return;
      tell('lost');
      document.dispatchEvent(new CustomEvent('jixiao:ended', { detail: number }));
    }, AFTER.lost);
    return number;
  }

  // Whether nothing that was asked for is still to come.
  const still = () => underWay.size === 0 && presses.size === 0;

  window.jixiao = { press, say, still };
})();
