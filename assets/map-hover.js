/* Infobulle d'une carte et d'un entonnoir: what the page already says of an area is not sent a second time. */
(function () {
  "use strict";

  /* Map of Accès: the numbers of an area are those of its row in the comparison. */
  function numbersOf(area) {
    const row = document.querySelector(`#compare [data-set="${CSS.escape(`t=${area}`)}"]`)?.closest("tr");
    return [".v", ".iv", ".c", ".gap"].map((cell) => row?.querySelector(cell)?.textContent ?? "");
  }

  /* Funnel: the name is that of the list of territories. */
  function nameOf(area) {
    const option = document.querySelector(`#territory-list [data-set="${CSS.escape(`t=${area}`)}"]`);
    return [option?.firstChild?.textContent ?? ""];
  }

  /* Map of a signal: the cells of its row in the table of the areas. */
  function signalOf(area) {
    const row = document.querySelector(`#recours-signal-areas [data-set="${CSS.escape(`t=${area}`)}"]`)?.closest("tr");
    return Array.from(row?.querySelectorAll("td") ?? [], (cell) => cell.textContent);
  }

  /* Map of the sites: the cells of its row in the table of the territories. */
  function cellsOf(area) {
    const row = document.querySelector(`#territoires-tableau [data-set="${CSS.escape(`t=${area}`)}"]`)?.closest("tr");
    return Array.from(row?.cells ?? [], (cell) => cell.textContent);
  }

  const TEXTS = {
    "#map-graph": numbersOf,
    "#comparer-funnel-graph": nameOf,
    "#recours-signal-map-graph": signalOf,
    "#territoires-carte-graph": cellsOf,
  };

  /* Every area of a level, "D" or "R", in order of ids. */
  function areasOf(level) {
    const options = document.querySelectorAll(`#territory-list [data-set^="t=${level}"]`);
    return Array.from(options, (option) => option.dataset.set.slice(2)).sort();
  }

  /* Before plotly.js, which listens on the plot itself: it reads `customdata` when the label is drawn or clicked. An area
     may be told by its code alone, the same list as `locations`, or not at all, where all those of a level are there: their
     level is in `meta`. */
  function complete(event) {
    for (const [graph, textsOf] of Object.entries(TEXTS)) {
      const plot = event.target.closest?.(`${graph} .js-plotly-plot`);
      for (const trace of plot?.data ?? []) {
        if (trace.customdata?.length === 0) trace.customdata.push(...areasOf(trace.meta).map((area) => [area]));
        trace.customdata?.forEach((known, place, all) => {
          if (typeof known === "string") all[place] = [trace.meta + known, ...textsOf(trace.meta + known)];
          else if (known.length === 1) known.push(...textsOf(known[0]));
        });
      }
    }
  }

  for (const kind of ["pointerdown", "mousemove"]) document.addEventListener(kind, complete, true);
})();
