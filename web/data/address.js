// What the page does by itself from its first moment on: its links, its light, and the address of the open tab.
(() => {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a.language');
    if (link) link.search = window.location.search;
    const visit = event.target.closest('a.visit');
    if (visit && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      history.pushState(null, '', window.location.pathname + visit.getAttribute('href'));
      window.dispatchEvent(new PopStateEvent('popstate'));
    }
    if (event.target.closest('button.theme')) {
      localStorage.setItem('jixiao-dark', document.body.classList.toggle('dark'));
    }
  });

  // Each tab has an address of its own; the browser's is that of the open tab. What an address opened is no new step.
  const addresses = {};
  let opening = window.location.search !== '';
  let opened = false; // Gradio selects its first tab by itself, whatever the address says
  const openTab = () => {
    const told = new URLSearchParams(window.location.search);
    return told.get('tab') || (told.get('s') && !told.get('q') ? 'search' : 'ask');
  };
  const go = (search) => {
    const same = new URLSearchParams(search).toString() === new URLSearchParams(window.location.search).toString();
    if (!same) history[opening ? 'replaceState' : 'pushState'](null, '', window.location.pathname + search);
    opening = false;
  };
  document.addEventListener('jixiao:address', ({ detail }) => {
    addresses[detail.tab] = detail.address;
    if (detail.tab === openTab()) go(detail.address);
  });
  document.addEventListener('jixiao:tab', ({ detail }) => {
    if (!opened || detail === openTab()) return;
    opening = false;
    go(addresses[detail] ?? (detail === 'ask' ? '' : `?tab=${detail}`));
  });
  window.addEventListener('popstate', () => { opening = true; });

  // The tab that the address names, as a change of Gradio's tabs; the first one where it names none of them. When the
  // page opens that one is open already, and whoever has opened another meanwhile stays there.
  window.jixiao.there = (tabs, { first, opens }) => {
    opened = true;
    const named = tabs.includes(openTab()) ? openTab() : first;
    return opens && named === first ? [] : { __type__: 'update', selected: named };
  };
})();
