() => {
  document.documentElement.lang = 'LANGUAGE';
  const dark = localStorage.getItem('jixiao-dark');
  if (dark !== null) document.body.classList.toggle('dark', dark === 'true');
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a.language');
    if (link) link.search = window.location.search;
    if (event.target.closest('button.theme')) {
      localStorage.setItem('jixiao-dark', document.body.classList.toggle('dark'));
    }
  });
}
