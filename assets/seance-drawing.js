/* Diapositive: one slide of a deck, from what the server froze to a sheet of any size: a screen, or paper. */
(function () {
  "use strict";
  // At 1080 lines a text of 12.5 px is shown at 24.
  const SCALE = 1.92;
  const LEAST = 12.5;
  // A small table is set larger, at most so.
  const GROWTHS = [1.4, 1.25, 1.12, 1];
  // In hundredths of the height: 46 px at 1080 lines, and less.
  const TITLES = [4.26, 3.7, 3.2];
  const SUBTITLES = [2.96, 2.6, 2.3];
  const SYLLABLE = /([aeiouyéèêâîôû][lmnrs]?)(?=[bcçdfghjklmnpqrstvwxz][aeiouyéèêâîôû]\p{L})/gu;
  const DENSITY = ["dense", "denser", "densest"];

  // Where a slide stands is `at`: `root`, with its head, its stage and its foot; `content`, the frozen answer, and
  // its `deck`; `size`, that of the window unless given; `figures`, what is done to its charts first.
  const make = (tag, className, text) =>
    Object.assign(document.createElement(tag), { className: className || "", textContent: text || "" });

  /* One unit is a hundredth of the height, less on a screen narrower than 4:3; a telephone held upright scrolls. */
  function measure({ root, size }) {
    const [width, height] = size ?? [innerWidth, innerHeight];
    const upright = width <= 800 && height > width;
    const unit = upright ? width * 0.016 : Math.min(height / 100, width * 0.0075);
    root.style.setProperty("--u", `${unit}px`);
    return (unit / 10.8) * SCALE;
  }

  /* Controls of the page do nothing on a slide: what they say stays, as text. A tile or a row keeps its territory. */
  function settle(body) {
    for (const control of body.querySelectorAll("button, input, select, summary")) {
      const text = make("span", control.className);
      text.append(...control.childNodes);
      const area = new URLSearchParams(control.dataset.set || "").get("t");
      if (area) {
        text.classList.add("to-area");
        text.dataset.area = area;
      }
      if (control.getAttribute("aria-pressed") === "true" || control.getAttribute("aria-current")) text.dataset.on = "";
      if (control.style.gridArea) text.style.gridArea = control.style.gridArea;
      const label = control.getAttribute("aria-label");
      if (label && area) {
        text.setAttribute("role", "img");
        text.setAttribute("aria-label", label);
      }
      control.replaceWith(text);
    }
    for (const link of body.querySelectorAll("a")) link.replaceWith(...link.childNodes);
    for (const group of body.querySelectorAll("[data-roving]")) group.removeAttribute("data-roving");
    for (const region of body.querySelectorAll("[tabindex]")) region.removeAttribute("tabindex");
  }

  /* What only serves to choose, and what that leaves empty, takes no room on a slide. */
  function lighten(body) {
    for (const part of body.querySelectorAll(".no-print, .axes, .axes-row")) part.remove();
    for (const line of body.querySelectorAll(".fills li, .heat-legend li")) {
      if (line.querySelector(".count, small")?.textContent === "0") line.remove();
    }
    for (const part of body.querySelectorAll(".card-body > *, .legend")) {
      if (!part.textContent.trim() && !part.querySelector("[data-figure], svg")) part.remove();
    }
  }

  /* Long words of the heads of a table may be cut, as French cuts them, for want of the browser's own dictionary. */
  function soften(body) {
    for (const head of body.querySelectorAll(".heat thead th")) {
      const walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        node.data = node.data.replace(/\p{L}{10,}/gu, (word) => word.replace(SYLLABLE, "$1\u00ad"));
      }
    }
  }

  /* Title and subtitle at the largest size that keeps them on one line; a longer title takes two. */
  function sized(text, sizes) {
    if (!text) return;
    const lines = () => Math.round(text.offsetHeight / parseFloat(getComputedStyle(text).lineHeight));
    for (const [most, size] of [...sizes.map((size) => [1, size]), ...sizes.slice(1).map((size) => [2, size])]) {
      text.style.fontSize = `calc(${size} * var(--u))`;
      if (lines() <= most) return;
    }
  }

  function setTexts(element) {
    sized(element.querySelector("h2"), TITLES);
    sized(element.querySelector(".slide-subtitle"), SUBTITLES);
  }

  function built(slide) {
    const { shown } = slide;
    const element = make("article", `slide ${shown.kind}`);
    if (shown.kind === "stage") element.dataset.projection = "";
    const heading = make("h2", "", slide.title || shown.title);
    heading.id = "seance-slide-title";
    element.append(heading);
    const subtitle = make("p", "slide-subtitle", shown.subtitle);
    if (shown.notice) subtitle.append(make("span", "see", `${shown.subtitle ? " · " : ""}Avertissements\u00a0: S`));
    if (subtitle.textContent) element.append(subtitle);
    if (slide.sentence) element.append(make("p", "speaker", slide.sentence));
    if (shown.gone) element.append(make("p", "slide-notice", shown.gone));
    const body = make("div", "slide-body");
    const inner = make("div", "fit");
    if (shown.problem) inner.append(make("p", "slide-problem", shown.problem));
    else inner.innerHTML = shown.body;
    lighten(inner);
    soften(inner);
    settle(inner);
    for (const image of inner.querySelectorAll("[role=img][aria-labelledby]")) {
      image.setAttribute("aria-labelledby", heading.id);
      const described = (image.getAttribute("aria-describedby") || "").split(" ");
      image.setAttribute("aria-describedby", described.filter((id) => inner.querySelector(`[id="${id}"]`)).join(" "));
    }
    body.append(inner);
    const notice = make("div", "slide-notice");
    notice.innerHTML = shown.notice || "";
    settle(notice);
    if (notice.textContent) element.append(notice);
    element.append(body);
    element.append(make("p", "cut-note", "Trop long pour une diapositive\u00a0: la suite est à l’adresse de la carte (S)."));
    const note = make("div", "slide-note");
    note.innerHTML = shown.note || "";
    if (shown.kind === "plain" && note.textContent.trim()) element.append(note);
    return element;
  }

  /* The figure with no text under `LEAST`. */
  function enlarged(value, name) {
    if (Array.isArray(value)) return value.map((one) => enlarged(one, name));
    if (typeof value === "string") {
      return value.replace(/font-size: ?([\d.]+)px/g, (_, size) => `font-size:${Math.max(size, LEAST)}px`);
    }
    if (!value || typeof value !== "object") return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, enlarged(one, key)]));
    if (/font$/.test(name) && Array.isArray(copy.size)) copy.size = copy.size.map((size) => Math.max(size, LEAST));
    else if (/font$/.test(name) && copy.size < LEAST) copy.size = LEAST;
    return copy;
  }

  /* No text under `least` px: what a page sets smaller is set at that size. */
  function legible(root, least) {
    for (const element of root.querySelectorAll("*")) {
      if (element.closest(".sr, svg") || !element.firstChild) continue;
      if (parseFloat(getComputedStyle(element).fontSize) < least) element.style.fontSize = `${least}px`;
    }
  }

  /* Draws the charts of a slide at the place that they have; what is drawn later (a map whose contours come) is promised. */
  function drawFigures(element, figures, scale) {
    const drawn = [];
    const body = element.querySelector(".slide-body");
    const inner = element.querySelector(".fit");
    const isStage = element.classList.contains("stage");
    let ratio = scale;
    if (!isStage) {
      legible(inner, LEAST);
      for (const growth of inner.querySelector("[data-figure]") ? [1] : GROWTHS) {
        ratio = scale * growth;
        inner.style.width = `${body.clientWidth / ratio}px`;
        inner.style.transform = `scale(${ratio})`;
        if (used(inner) < (0.8 * body.clientHeight) / ratio && !overflows(element) && !headsMeet(element)) break;
      }
    }
    // The map behind the tiles has the whole slide (P).
    const behind = isStage && inner.querySelector(".tiles");
    const wasMap = element.classList.contains("geographic");
    if (behind) element.classList.add("geographic");
    for (const graph of inner.querySelectorAll("[data-figure]")) {
      const figure = figures[graph.dataset.figure];
      const holder = isStage ? graph.closest(".map-main") : graph.closest(".picture") || inner;
      if (!figure || !holder) continue;
      const whole = body.clientHeight / ratio;
      // What stands above and under the chart shows once the chart has the whole height, whatever stands beside it.
      graph.style.height = isStage ? "0" : `${whole}px`;
      const height = Math.max(isStage ? holder.clientHeight : 2 * whole - used(inner), 120);
      const layout = { ...sharedTicks(enlarged(figure.layout, "")), width: holder.clientWidth, height, autosize: false };
      const data = isStage ? figure.data : enlarged(figure.data, "");
      graph.style.height = `${height}px`;
      drawn.push(window.Plotly.react(graph, data, layout, { staticPlot: true, displayModeBar: false }));
    }
    if (behind) element.classList.toggle("geographic", wasMap);
    if (!isStage) inner.style.height = `${body.clientHeight / ratio}px`;
    return Promise.all(drawn);
  }

  function overflows(element) {
    const body = element.querySelector(".slide-body").getBoundingClientRect();
    const parts = [...element.querySelectorAll(".fit table, .fit .card-body > *, .fit .grid > *, .fit .map-key, .fit .map-side")];
    return parts.some((part) => {
      const own = part.getBoundingClientRect();
      const under = part.closest(".card-body > *")?.nextElementSibling;
      const next = under?.offsetHeight ? under.getBoundingClientRect().top : body.bottom;
      // What stands beside is not under.
      const floor = next > own.top ? next : body.bottom;
      return own.bottom > Math.min(body.bottom, floor) + 1 || own.right > body.right + 1;
    });
  }

  /* Of a table that no density fits, the last rows leave, counted; the territory and France stay. */
  function cut(element) {
    let left = 0;
    for (const row of [...element.querySelectorAll(".fit tbody tr")].reverse()) {
      if (!overflows(element)) break;
      if (row.hidden || row.matches(".on, .pinned")) continue;
      row.hidden = true;
      row.classList.add("too-many");
      left += 1;
    }
    const rest = left > 1 ? `${left} lignes de plus` : "la suite";
    element.querySelector(".cut-note").textContent = `Trop long pour une diapositive\u00a0: ${rest} à l’adresse de la carte (S).`;
  }

  function headsMeet(element) {
    const heads = [...element.querySelectorAll(".fit thead th:not(.iv, .ps)")];
    return heads.some((head) => head.scrollWidth > head.clientWidth + 1);
  }

  /* The groups that nothing is compared with leave the slide, named; a word that heads repeat becomes a sign. */
  function leaveOut(element) {
    const words = [...element.querySelectorAll(".heat thead small:not(.sign)")];
    for (const word of words) Object.assign(word, { textContent: "≈", className: "sign" });
    if (words.length) element.querySelector(".heat-legend")?.append(make("li", "", "≈\u00a0: approché"));
    const without = [...element.querySelectorAll(".profile tbody")].filter((group) => {
      const rows = [...group.querySelectorAll("tr:not(.head)")];
      return !group.hidden && rows.every((row) => row.querySelector("td.none"));
    });
    if (!without.length) return;
    for (const group of without) group.hidden = true;
    const names = without.map((group) => group.querySelector("tr.head th").firstChild.textContent.trim().toLowerCase());
    const text = `Sans dénominateur, sur la page seulement\u00a0: ${names.join(", ")}.`;
    element.querySelector(".slide-body").after(make("p", "left-out", text));
  }

  /* Panels one above the other share their months: those of the lowest are said, the others would meet its neighbours. */
  function sharedTicks(layout) {
    const axes = Object.entries(layout).filter(([name, axis]) => /^xaxis/.test(name) && axis.anchor);
    const floor = (axis) => layout[axis.anchor.replace("y", "yaxis")]?.domain?.[0] ?? 0;
    const least = Math.min(...axes.map(([, axis]) => floor(axis)));
    const upper = axes.filter(([, axis]) => floor(axis) > least + 0.01);
    return { ...layout, ...Object.fromEntries(upper.map(([name, axis]) => [name, { ...axis, showticklabels: false }])) };
  }

  /* Height that the body takes without its charts. */
  function used(inner) {
    inner.style.height = "";
    return inner.offsetHeight;
  }

  /* Gives a slide, which is on its stage, the size of it, unless it has it: texts, then charts, then what must leave. All
     is placed when it returns, so that it can be printed; the promise is that of the last chart. */
  function fit(at, slide, element) {
    const scale = measure(at);
    const size = JSON.stringify(at.size ?? [innerWidth, innerHeight]);
    if (element.dataset.size === size) return Promise.resolve();
    element.dataset.size = size;
    element.classList.remove(...DENSITY, "cut");
    for (const row of element.querySelectorAll("tr.too-many")) row.hidden = false;
    dress(at, slide, element);
    setTexts(element);
    for (const text of element.querySelectorAll(".slide-notice, .slide-note")) legible(text, scale * LEAST);
    const figures = at.figures ? at.figures(slide.shown.figures || {}) : slide.shown.figures || {};
    let drawn = drawFigures(element, figures, scale);
    for (const density of DENSITY) {
      if (!overflows(element)) return drawn;
      element.classList.add(density);
      setTexts(element);
      leaveOut(element);
      dress(at, slide, element);
      drawn = drawFigures(element, figures, scale);
    }
    if (!overflows(element)) return drawn;
    element.classList.add("cut");
    drawn = drawFigures(element, figures, scale);
    cut(element);
    return drawn;
  }

  /* What stands around a slide: where it is, the label of its data, its sources, when it was frozen, its number. */
  function dress(at, slide, element) {
    const { shown } = slide;
    const { root, content, deck } = at;
    const place = (name) => root.querySelector(name);
    place(".where").textContent = shown.kind === "stage" ? `${shown.where} · ${shown.period}` : shown.where;
    place(".label").textContent = shown.label;
    place(".label").hidden = !shown.label;
    const hour = new Date(content.frozen).toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
    const frozen = `version ${shown.release}, figée à ${hour.replace(":", "\u202fh\u202f")}, empreinte ${content.hash.slice(0, 8)}`;
    const source = element.classList.contains("densest") ? shortened(shown.source) : shown.source;
    const kept = frozen.replace(/(version|figée|à|empreinte) /g, "$1\u00a0");
    place(".room-source").textContent = [source?.replace(/\.$/, ""), kept].filter(Boolean).join(" · ");
    place(".room-place").textContent = `${deck.slides.indexOf(slide) + 1} / ${deck.slides.length}`;
  }

  function shortened(source) {
    const [first, ...others] = (source || "").split(/\u202f?; /);
    return others.length > 1 ? `${first} et ${others.length} autres sources (S)` : source;
  }

  window.cepSlide = { built, fit, dress, make, settle };
})();
