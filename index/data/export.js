
const form = document.getElementById('filters');
const rows = [...document.querySelectorAll('article')];
const lists = [...form.querySelectorAll('select')];
const told = form.querySelector('output');
for (const list of lists) {
  const values = new Set(rows.flatMap((row) => said(row, list)));
  for (const value of values) list.add(new Option(value));
  list.parentElement.hidden = values.size < 2;
}
function said(row, list) {
  return row.dataset[list.dataset.by].split(/、|, /);
}
function show() {
  let shown = 0;
  for (const row of rows) {
    row.hidden = lists.some((list) => list.value && !said(row, list).includes(list.value));
    if (!row.hidden) shown += 1;
  }
  told.textContent = told.dataset.told.replace('{n}', shown).replace('{all}', rows.length);
}
form.hidden = rows.length === 0;
form.addEventListener('change', show);
show();
