document.querySelectorAll('th button').forEach(button => button.addEventListener('click', () => {
  const head = button.parentElement, table = head.closest('table'), body = table.tBodies[0];
  const turn = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1, isNumber = head.classList.contains('number');
  const value = row => row.cells[head.cellIndex].dataset.sort ?? row.cells[head.cellIndex].textContent;
  const compare = (a, b) => a === b ? 0 : a === '' ? 1 : b === '' ? -1
    : turn * (isNumber ? Number(a) - Number(b) : a.localeCompare(b, undefined, { numeric: true }));
  body.append(...[...body.rows].sort((a, b) => compare(value(a), value(b))));
  table.querySelectorAll('th').forEach(other => other.removeAttribute('aria-sort'));
  head.setAttribute('aria-sort', turn === 1 ? 'ascending' : 'descending');
}));
document.querySelectorAll('code + button').forEach(button => button.addEventListener('click', () => {
  const range = document.createRange();
  range.selectNodeContents(button.previousElementSibling);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  button.textContent = document.execCommand('copy') ? 'Copied' : 'Press Ctrl+C';
}));
