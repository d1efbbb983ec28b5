/* Impression: the light theme, charts redrawn in its colours at the width of the sheet, then everything as it was. A
   browser does not wait for the server before it prints: the colours are exchanged here, token for token. */
(function () {
  "use strict";
  const root = document.documentElement;
  // Pixels of a card's inside on the sheet, see view-print.css; a long table leaves the map the whole width.
  const SERIES = { width: 955, height: 260 };
  const MAP = { width: 450, height: 320 };
  const WIDE_MAP = { width: 735, height: 400 };
  const FULL = { width: 955, height: 380 };
  const SIZES = {
    "series-graph": SERIES,
    "comparer-explained-graph": FULL,
    "comparer-funnel-graph": FULL,
    "comparer-portrait-graph": { width: 955 },
    "comparer-standard-graph": { width: 740, height: 430 },
    "comparer-standard-ranking": { width: 955, height: 430 },
    "profils-gap-graph-part": { width: 540, height: 320 },
    "territoires-couverture-graph": { width: 455, height: 222 },
    "territoires-score-graph": { width: 455, height: 236 },
  };
  // Beside the communes of the score, or the changes of a hypothesis, the map has a part of the width (territoires.css).
  const SITES = { width: 620, height: 416 };
  const SCORED = { width: 500, height: 336 };
  const TRIED = { width: 540, height: 330 };
  const LONG = ".grid:has(#compare tbody tr:nth-child(24))";
  let kept = [];
  let to = null; // what is exchanged while printing

  const value = (style, name) => style.getPropertyValue(name).trim().toUpperCase();

  /* { colour, figure }: dark to light for a colour, and for the text written on a ground; null in the light theme. */
  function exchange() {
    if (root.dataset.theme !== "dark") return null;
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    const names = [...rules.find((r) => r.selectorText === ":root" && r.style.getPropertyValue("--card")).style];
    const tokens = names.filter((name) => /^#/.test(value(getComputedStyle(root), name)));
    const dark = tokens.map((name) => value(getComputedStyle(root), name));
    root.dataset.theme = "light";
    const light = tokens.map((name) => value(getComputedStyle(root), name));
    const colour = new Map();
    const figure = new Map();
    tokens.forEach((name, i) => {
      if (!colour.has(dark[i])) colour.set(dark[i], light[i]);
      const on = tokens.indexOf(`--on-${name.slice(2)}`);
      if (on >= 0) figure.set(dark[i], light[on]);
    });
    return { colour, figure };
  }

  function lighten(part, to) {
    if (typeof part === "string") return part.replace(/#[0-9a-f]{6}\b/gi, (c) => to.colour.get(c.toUpperCase()) ?? c);
    if (!part || typeof part !== "object" || ArrayBuffer.isView(part)) return part;
    if (Array.isArray(part)) return part.map((item) => lighten(item, to));
    const light = Object.fromEntries(Object.entries(part).map(([key, item]) => [key, lighten(item, to)]));
    if (Array.isArray(part.color) && Array.isArray(part.shadow)) {
      light.color = part.color.map((c, i) => {
        const ground = /#[0-9a-f]{6}/i.exec(part.shadow[i])?.[0].toUpperCase();
        // A ground that no theme changes keeps its text.
        if (ground && !to.colour.has(ground)) return c;
        return to.figure.get(ground) ?? light.color[i];
      });
    }
    return light;
  }

  function sitesSize() {
    if (document.querySelector('.beside > [data-view="hypothese"]')) return TRIED;
    return document.querySelector('.beside > [data-view="score"]') ? SCORED : SITES;
  }

  window.addEventListener("beforeprint", () => {
    to = exchange();
    const sizes = {
      "map-graph": document.querySelector(LONG) ? WIDE_MAP : MAP,
      "territoires-carte-graph": sitesSize(),
      ...SIZES,
    };
    kept = [];
    for (const [id, size] of Object.entries(sizes)) {
      const graph = document.querySelector(`#${id} .js-plotly-plot`);
      if (!graph?.layout) continue;
      const { data, layout } = graph;
      // A figure whose height is that of its rows keeps it.
      const own = size.height ? null : layout.height;
      kept.push({ graph, data, layout: { ...layout, width: null, height: own, autosize: true }, dark: Boolean(to) });
      if (to) window.Plotly.react(graph, lighten(data, to), { ...lighten(layout, to), ...size });
      else window.Plotly.relayout(graph, size);
    }
    if (to) kept.dark = true;
  });
  window.addEventListener("afterprint", () => {
    if (kept.dark) root.dataset.theme = "dark";
    for (const { graph, data, layout, dark } of kept) {
      if (dark) window.Plotly.react(graph, data, layout);
      else window.Plotly.relayout(graph, { width: null, height: layout.height, autosize: true });
    }
    kept = [];
  });

  window.cepPrint = { lightened: (figure) => (to ? lighten(figure, to) : figure) };
})();
