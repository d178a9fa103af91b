// Niceties only: everything on the page is there and can be reached without this.
"use strict";
(() => {
  const tools = document.getElementById("tools");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll(".test")].map((item) => ({
    item,
    text: item.querySelector("summary, .flat").textContent.toLowerCase(),
    passed: item.dataset.verdict === "passed",
  }));
  const folds = () => document.querySelectorAll(".test:not([hidden]) > details");

  function filter() {
    const wanted = search.value.trim().toLowerCase();
    const show = document.querySelector('input[name="show"]:checked').value;
    let count = 0;
    for (const row of rows) {
      row.item.hidden = !(row.text.includes(wanted) && (show === "all" || (show === "passed") === row.passed));
      count += !row.item.hidden;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".test:not([hidden])");
    }
    const all = wanted === "" && show === "all";
    found.textContent = all ? "" : `${count} of ${rows.length} tests shown`;
  }

  // A link into something folded unfolds it; browsers do so by themselves only for what is inside.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target?.scrollIntoView();
  }

  // Up and down go from test to test, but only while one has the focus.
  function walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches(".test > details > summary")) return;
    const all = [...document.querySelectorAll(".test:not([hidden]) > details > summary")];
    const next = all[all.indexOf(event.target) + step];
    if (next) { event.preventDefault(); next.focus(); }
  }

  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details.print:not([open])")];
    for (const fold of unfolded) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of unfolded) fold.open = false; });
  addEventListener("hashchange", reveal);
  document.addEventListener("keydown", walk);

  if (rows.length) {
    tools.hidden = false;
    search.addEventListener("input", filter);
    search.addEventListener("keydown", (event) => { if (event.key === "Escape") { search.value = ""; filter(); } });
    tools.addEventListener("change", filter);
    document.getElementById("unfold").addEventListener("click", () => { for (const fold of folds()) fold.open = true; });
    document.getElementById("fold").addEventListener("click", () => { for (const fold of folds()) fold.open = false; });
  }
  if (location.hash) reveal();
})();
