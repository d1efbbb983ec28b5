/* Fond de la carte des lieux: the ground around a territory goes to the edges of the card, whatever its proportions. Plotly
   would cut it where the frame of the territory ends. */
(function () {
  "use strict";
  const GRAPH = "#territoires-carte-graph .js-plotly-plot";
  const AROUND = 7; // the departments around, among the layers of the map (figures/site_map.py)
  const NOWHERE = "-";
  const watched = new WeakSet();

  function extend(plot) {
    const geo = plot._fullLayout?.geo?._subplot;
    const around = plot.data?.[AROUND]?.locations;
    if (!geo?.projection || !around || around[0] === NOWHERE) return;
    const { width, height } = plot._fullLayout;
    const clip = geo.projection.clipExtent();
    if (clip && clip[0][0] <= 0 && clip[0][1] <= 0 && clip[1][0] >= width && clip[1][1] >= height) return;
    geo.projection.clipExtent([[0, 0], [width, height]]);
    geo.clipRect.attr({ x: 0, y: 0, width, height });
    geo.render();
  }

  function watch() {
    const plot = document.querySelector(GRAPH);
    if (!plot?.on || watched.has(plot._ev)) return;
    watched.add(plot._ev);
    plot.on("plotly_afterplot", () => extend(plot));
    extend(plot);
  }

  new MutationObserver(watch).observe(document.documentElement, { subtree: true, childList: true });
})();
