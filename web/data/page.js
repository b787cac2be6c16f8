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
}
