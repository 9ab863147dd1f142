// The map by keyboard: one stop for Tab, then the arrows from cell to cell.

export function followCells(region) {
  const links = () => [...region.querySelectorAll("tbody a")];
  let current = links()[0];
  if (!current) return;
  for (const link of links()) link.tabIndex = link === current ? 0 : -1;

  function go(link) {
    if (!link) return;
    current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
    current.focus();
    // Not below the head and the first column, which stay in sight.
    current.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  region.addEventListener("focusin", (event) => {
    const link = event.target.closest("tbody a");
    if (!link || link === current) return;
    current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
  });
  region.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const along = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" };
    if (along[event.key]) {
      let beside = cell[along[event.key]];
      while (beside && !beside.querySelector("a")) beside = beside[along[event.key]];
      event.preventDefault();
      if (beside) go(beside.querySelector("a"));
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const rows = [...region.querySelectorAll("tbody tr")];
      const step = event.key === "ArrowUp" ? -1 : 1;
      event.preventDefault();
      let at = rows.indexOf(cell.parentElement) + step;
      while (rows[at] && !linkIn(rows[at], cell.cellIndex)) at += step;
      if (rows[at]) go(linkIn(rows[at], cell.cellIndex));
    } else if (event.key === "Home" || event.key === "End") {
      const inRow = [...cell.parentElement.querySelectorAll("a")];
      event.preventDefault();
      go(event.key === "Home" ? inRow[0] : inRow[inRow.length - 1]);
    }
  });
}

function linkIn(row, index) {
  const cell = row.cells[index];
  return cell && cell.querySelector("a");
}

const region = document.querySelector(".coverage-scroll");
if (region) followCells(region);
