/* Surface des communes: drawn under the contours of the map of sites from the letters that the figure carries
   (figures/site_map.py), in the projection of the map, and cut by the contours themselves. */
(function () {
  "use strict";
  // On the page, and on slides, of which paper has several.
  const GRAPHS = "#territoires-carte-graph .js-plotly-plot, [data-figure=territoires-carte-graph].js-plotly-plot";
  const PLAIN = 5; // the areas without a colour of their own, among the layers of the map
  const LONGEST = 10; // cells in one quadrilateral: beyond, the parallels of the conic would show their curve
  const watched = new WeakSet();
  let count = 0;

  const made = (name, attributes, ...children) => {
    const element = document.createElementNS(document.querySelector("svg").namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  /* The cells of one class as one path: a run of equal letters is a quadrilateral. */
  function path(surface, rows, letter, project) {
    const { west, north, across, up } = surface;
    const parts = [];
    for (const [row, letters] of rows.entries()) {
      const lats = [north - row * up, north - (row + 1) * up];
      for (const { index, 0: run } of letters.matchAll(new RegExp(`${letter}{1,${LONGEST}}`, "g"))) {
        const lons = [west + index * across, west + (index + run.length) * across];
        const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x, y]) => project([lons[x], lats[y]]));
        parts.push(`M${corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}Z`);
      }
    }
    return parts.join("");
  }

  /* The surface of a plot, as a group of its own; null where its figure carries none. */
  function group(plot) {
    const surface = plot.layout?.meta?.surface;
    const geo = plot._fullLayout?.geo?._subplot;
    // A contour that is still on its way has no form yet: another plot follows.
    const edges = plot.querySelectorAll(`.choroplethlayer > .trace:nth-child(${PLAIN}) path[d]`);
    if (!surface || !geo || !edges.length) return null;
    const rows = surface.rows.split("|");
    const id = `surface-${(count += 1)}`;
    const clip = made("clipPath", { id }, ...Array.from(edges, (edge) => made("path", { d: edge.getAttribute("d") })));
    const paths = surface.colours.map((colour, k) => {
      const d = path(surface, rows, String(k), (at) => geo.projection(at));
      // An edge of its own colour closes the seams between cells.
      return made("path", { d, fill: colour, stroke: colour, "stroke-width": 0.7 });
    });
    return made("g", { class: "surface", "aria-hidden": "true" }, clip, made("g", { "clip-path": `url(#${id})` }, ...paths));
  }

  function draw(plot) {
    plot.querySelector(".surface")?.remove();
    const drawn = group(plot);
    if (drawn) plot.querySelector(".choroplethlayer").before(drawn);
  }

  /* Plotly draws again at each answer, each size, and on paper. */
  function watch() {
    for (const plot of document.querySelectorAll(GRAPHS)) {
      if (!plot.on || watched.has(plot._ev)) continue;
      watched.add(plot._ev);
      plot.on("plotly_afterplot", () => draw(plot));
      draw(plot);
    }
  }

  new MutationObserver(watch).observe(document.documentElement, { subtree: true, childList: true });
  window.surface = { group };
})();
