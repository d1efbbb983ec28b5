/* Fond de la carte des lieux: the ground around a territory goes to the edges of the map, whatever its proportions, on the
   page, on a slide and in a picture. Plotly would cut it where the frame of the territory ends. */
(function () {
  "use strict";
  const GRAPHS = "#territoires-carte-graph .js-plotly-plot, [data-figure=territoires-carte-graph].js-plotly-plot";
  const AROUND = 7; // the departments around, among the layers of the map (figures/site_map.py)
  const NOWHERE = "-";
  const watched = new WeakSet();

  function extend(plot) {
    const geo = plot._fullLayout?.geo?._subplot;
    const around = plot.data?.[AROUND]?.locations;
    if (!geo?.projection || !around || around[0] === NOWHERE) return;
    // What the margins leave: a picture has its titles and its legend there.
    const { l: x, t: y, w: width, h: height } = plot._fullLayout._size;
    const clip = geo.projection.clipExtent();
    if (clip && clip[0][0] <= x && clip[0][1] <= y && clip[1][0] >= x + width && clip[1][1] >= y + height) return;
    geo.projection.clipExtent([[x, y], [x + width, y + height]]);
    geo.clipRect.attr({ x, y, width, height });
    geo.render();
  }

  function watch() {
    for (const plot of document.querySelectorAll(GRAPHS)) {
      if (!plot.on || watched.has(plot._ev)) continue;
      watched.add(plot._ev);
      plot.on("plotly_afterplot", () => extend(plot));
      extend(plot);
    }
  }

  new MutationObserver(watch).observe(document.documentElement, { subtree: true, childList: true });
  window.ground = { extend };
})();
