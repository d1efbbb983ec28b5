/* Impression: the light theme, charts at the width of the sheet, then everything as it was. A chart drawn for the dark
   theme keeps the dark ground and legend: its colours are in the picture. */
(function () {
  "use strict";
  const root = document.documentElement;
  // Pixels of a card's inside on the sheet, see view-print.css.
  const SIZES = { "map-graph": { width: 450, height: 330 }, "series-graph": { width: 955, height: 280 } };
  let dark = [];

  function redraw(sizes) {
    for (const id of Object.keys(SIZES)) {
      const graph = document.querySelector(`#${id} .js-plotly-plot`);
      if (graph?.layout) window.Plotly.relayout(graph, sizes ? sizes[id] : { width: null, height: null, autosize: true });
    }
  }

  window.addEventListener("beforeprint", () => {
    if (root.dataset.theme === "dark") {
      dark = [root, ...document.querySelectorAll(".map-body, #series .picture")];
      for (const block of dark) block.dataset.theme = "dark";
      root.dataset.theme = "light";
    }
    redraw(SIZES);
  });
  window.addEventListener("afterprint", () => {
    for (const block of dark) delete block.dataset.theme;
    if (dark.length) root.dataset.theme = "dark";
    dark = [];
    redraw(null);
  });
})();
