() => {
  document.documentElement.lang = 'LANGUAGE';
  // Says to screen readers what the panels say (panel.js): it stands from the start, so that its changes are heard.
  const speaker = document.createElement('p');
  speaker.id = 'speaker';
  speaker.className = 'unseen';
  speaker.setAttribute('role', 'status');
  document.body.append(speaker);
  // Gradio names the menu of the tabs that do not fit in the browser's language, not in the page's.
  const nameMenu = () => {
    for (const menu of document.querySelectorAll('#tabs .overflow-menu > button')) {
      if (menu.ariaLabel !== 'MORE_TABS') menu.ariaLabel = 'MORE_TABS';
    }
  };
  const changes = { childList: true, subtree: true, attributeFilter: ['aria-label'] };
  new MutationObserver(nameMenu).observe(document.querySelector('#tabs'), changes);
  nameMenu();
  const dark = localStorage.getItem('jixiao-dark');
  if (dark !== null) document.body.classList.toggle('dark', dark === 'true');
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
    if (detail === openTab()) return;
    opening = false;
    go(addresses[detail] ?? (detail === 'ask' ? '' : `?tab=${detail}`));
  });
  window.addEventListener('popstate', () => { opening = true; });
}
