// Niceties only: everything on the page is there and can be read without this.
"use strict";
(() => {
  const tools = document.getElementById("tools");
  const search = document.getElementById("search");
  const incomplete = document.getElementById("incomplete");
  const rows = [...document.querySelectorAll(".rows tbody tr")];
  const first = document.querySelectorAll("#table-submissions tbody tr").length;
  const kept = (() => { try { return sessionStorage; } catch { return null; } })();

  function filter() {
    const wanted = search.value.trim().toLowerCase();
    const show = document.querySelector('input[name="show"]:checked').value;
    let count = 0;
    for (const row of rows) {
      const is = row.cells[0].textContent.toLowerCase().includes(wanted)
        && (show === "all" || row.dataset.outcome === show)
        && !(incomplete.checked && row.dataset.missing === "0");
      row.hidden = !is;
      count += is && row.closest("#table-submissions") !== null;
    }
    const all = wanted === "" && show === "all" && !incomplete.checked;
    document.getElementById("found").textContent = all ? "" : `${count} of ${first} submissions shown`;
  }

  function sort(table, column, head) {
    const number = head.dataset.sort === "number";
    const up = head.getAttribute("aria-sort") === "descending" || (!head.hasAttribute("aria-sort") && !number);
    const value = (row) => number ? Number(row.cells[column].dataset.v) : row.cells[column].dataset.v;
    const compare = (a, b) => number ? value(a) - value(b) : value(a).localeCompare(value(b));
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort((a, b) => up ? compare(a, b) : compare(b, a)));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, column, head));
      head.append(button);
    });
  }
  for (const each of document.querySelectorAll(".with-script")) each.hidden = false;

  if (tools) {
    tools.hidden = false;
    search.addEventListener("input", filter);
    search.addEventListener("keydown", (event) => { if (event.key === "Escape") { search.value = ""; filter(); } });
    tools.addEventListener("change", filter);
  }

  // While a batch runs: the file is written anew, and loaded again unless the reader has stopped it.
  const reload = document.getElementById("reload");
  if (reload) {
    document.getElementById("reload-label").hidden = false;
    reload.checked = kept?.getItem("reload") !== "no";
    reload.addEventListener("change", () => kept?.setItem("reload", reload.checked ? "yes" : "no"));
    setInterval(() => { if (reload.checked && document.activeElement !== search) location.reload(); }, 5000);
  }
})();
