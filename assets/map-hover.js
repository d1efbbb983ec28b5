/* Infobulle de la carte: an area's numbers are those of its row in the comparison, so that an answer has them once. */
(function () {
  "use strict";

  function textsOf(area) {
    const row = document.querySelector(`#compare [data-set="${CSS.escape(`t=${area}`)}"]`)?.closest("tr");
    return [".v", ".iv", ".c", ".gap"].map((cell) => row?.querySelector(cell)?.textContent ?? "");
  }

  /* Before plotly.js, which listens on the plot itself: it reads `customdata` when the label is drawn. */
  function complete(event) {
    const plot = event.target.closest?.("#map-graph .js-plotly-plot");
    for (const trace of plot?.data ?? []) {
      for (const known of trace.customdata ?? []) {
        if (known.length === 1) known.push(...textsOf(known[0]));
      }
    }
  }

  for (const kind of ["pointerdown", "mousemove"]) document.addEventListener(kind, complete, true);
})();
