/* Hypothèse: the buttons and forms of "Et si ce lieu fermait ?" change one key of the address; the search of the best sites
   is asked, watched and stopped. */
(function () {
  "use strict";
  const ADDRESS = "/territoires/recherche";
  const PACE = 700;
  const visitor = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const MOST = 30; // changes, as geo/hypothesis.py reads
  let search = null; // the search that is watched: { query, own }
  let found = null; // the question that the result on the screen answers
  let picking = null; // the button that waits for a click on the map
  let refocus = false; // whether a button that was pressed is about to go
  let asking = null; // what the field of communes was last asked

  const filters = () => window.dash_clientside.filters;
  const pieces = () => (filters().current().hyp || "").split("~").filter(Boolean);
  const say = (text) => {
    const place = document.querySelector("[data-message=hypothesis]");
    if (place) place.textContent = text;
  };

  /* The part of a piece that no other may repeat: its letter and what it is of, the last term being what it says. */
  const subject = (piece) => (piece[0] === "f" ? piece : piece.slice(0, piece.lastIndexOf("_")));

  function set(next) {
    if (next.length > MOST) return say(`Une hypothèse tient en ${MOST} changements.`);
    filters().change({ hyp: next.join("~") });
  }

  /* What a search depends on: the sessions are no part of it. */
  function question() {
    const { du, au, t, ope, v, seuil, mes, lieu } = filters().current();
    return JSON.stringify([du, au, t, ope, v, seuil, mes, lieu, pieces().filter((piece) => "fm".includes(piece[0]))]);
  }

  /* The pieces with one more, which takes the place of what it contradicts: a closed site neither moves nor opens. */
  function joined(held, piece) {
    const of = subject(piece);
    const site = of.slice(1);
    const contradicted = { f: [`m${site}`, `h${site}`], m: [`f${site}`], h: [`f${site}`] }[of[0]] ?? [];
    return [...held.filter((one) => ![of, ...contradicted].includes(subject(one))), piece];
  }

  const add = (...added) => set(added.reduce(joined, pieces()));

  function toggle(piece) {
    if (pieces().includes(piece)) set(pieces().filter((one) => one !== piece));
    else add(piece);
  }

  /* The list of sites, under the field that names one: their names, and their codes as the address writes them. */
  function offer() {
    const list = document.getElementById("hypothesis-sites");
    list.replaceChildren(
      ...Array.from(document.querySelectorAll(".close-site"), ({ textContent, dataset }) =>
        Object.assign(document.createElement("option"), { value: `${textContent} · ${dataset.piece.slice(1)}` }),
      ),
    );
  }

  /* A field holds "name · code", as its list writes it. */
  function chosen(field, list) {
    const value = field.value.trim();
    const known = Array.from(document.getElementById(list)?.options ?? [], (option) => option.value);
    return known.includes(value) ? value.slice(value.lastIndexOf(" · ") + 3) : "";
  }

  const written = (hours) => String(Math.round(Number(hours) * 10) / 10);

  function submit(form, action) {
    say("");
    const field = form.elements;
    if (form.dataset.hypothesis === "search") return start(form);
    if (form.dataset.hypothesis === "session") {
      const town = chosen(field.town, "hypothesis-towns");
      if (!town) return missing(field.town, "Choisissez une commune dans la liste.");
      add(`a${town}_${written(field.hours.value)}`);
    } else {
      const site = chosen(field.site, "hypothesis-sites");
      if (!site) return missing(field.site, "Choisissez un lieu dans la liste.");
      if (action === "close") add(`f${site}`);
      else {
        const town = chosen(field.town, "hypothesis-towns");
        if (field.town.value && !town) return missing(field.town, "Choisissez une commune dans la liste.");
        if (!town && !field.hours.value) return missing(field.town, "Indiquez une commune ou des heures.");
        const changes = [
          town && `m${site}_${town}`,
          field.hours.value && `h${site}_${written(field.hours.value)}`,
        ];
        add(...changes.filter(Boolean));
      }
    }
    form.reset();
  }

  function missing(field, text) {
    say(text);
    field.focus();
  }

  async function suggest(field) {
    const text = field.value.trim();
    if (text.length < 2 || text.includes(" · ") || text === asking) return;
    asking = text;
    const query = filters().query();
    const answer = await fetch(`/territoires/communes?${query ? `${query}&` : ""}cherche=${encodeURIComponent(text)}`);
    // Read whole even when it comes too late, so that the request ends.
    const found = await answer.text();
    if (!answer.ok || asking !== text) return;
    const list = document.getElementById("hypothesis-towns");
    list.replaceChildren(
      ...JSON.parse(found).map(({ code, name }) => Object.assign(document.createElement("option"), { value: `${name} · ${code}` })),
    );
  }

  const address = ({ query, own }) => `${ADDRESS}?${[query, own, `visiteur=${visitor}`].filter(Boolean).join("&")}`;

  function start(form) {
    stop();
    search = { query: filters().query(), own: `p=${form.elements.p.value}&modele=${form.elements.modele.value}` };
    found = question();
    form.querySelector("[data-siting=stop]").hidden = false;
    watch(search, "POST");
  }

  /* `turns`: how often room has been asked for; soon at first, since a search that was stopped ends at once. */
  async function watch(mine, method, turns = 0) {
    if (mine !== search) return;
    // The page was left: nobody waits any more.
    if (!document.getElementById("siting")) return stop();
    try {
      const answer = await fetch(address(mine), { method });
      const said = await answer.text();
      if (mine !== search) return;
      if (answer.ok) {
        const { state, text, html } = JSON.parse(said);
        show(text, html);
        if (state === "running") return setTimeout(() => watch(mine, "GET"), PACE);
        if (state === "busy") return setTimeout(() => watch(mine, "POST", turns + 1), PACE * Math.min(2 ** turns, 8));
      } else show(said, "");
    } catch {
      show("La recherche n’a pas pu être demandée. Vérifiez la connexion, puis réessayez.", "");
    }
    ended();
  }

  /* Written only when it has changed: a screen reader says it again each time. */
  function show(text, html) {
    const place = document.getElementById("siting");
    const next = text + html;
    if (!place || place.dataset.said === next) return;
    place.dataset.said = next;
    const held = place.contains(document.activeElement) ? document.activeElement.dataset.pieces : undefined;
    place.innerHTML = html;
    if (text) place.append(Object.assign(document.createElement("p"), { className: "hint", textContent: text }));
    if (held) place.querySelector(`[data-pieces="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }

  function ended() {
    search = null;
    const button = document.querySelector("[data-siting=stop]");
    if (button) button.hidden = true;
  }

  function stop() {
    if (!search) return;
    const left = address(search);
    ended();
    fetch(left, { method: "DELETE", keepalive: true })
      .then((answer) => answer.text())
      .catch(() => {});
    show("La recherche est arrêtée.", "");
  }

  /* The next click on the map names the nearest commune, in the coordinates of the map: overseas are in their insets. */
  function pick(button) {
    const begins = picking !== button;
    picking?.setAttribute("aria-pressed", "false");
    picking = begins ? button : null;
    button.setAttribute("aria-pressed", String(begins));
    document.documentElement.toggleAttribute("data-picking", begins);
    say(begins ? "Cliquez la carte à l’endroit voulu." : "");
  }

  async function picked(event) {
    const geo = event.target.closest(".js-plotly-plot")?._fullLayout?.geo;
    const button = picking;
    if (!geo || !button) return;
    pick(button);
    const box = event.target.closest(".js-plotly-plot").getBoundingClientRect();
    const [lon, lat] = geo._subplot.projection.invert([event.clientX - box.left, event.clientY - box.top]);
    const query = filters().query();
    const answer = await fetch(`/territoires/communes?${query ? `${query}&` : ""}carte=${lon.toFixed(4)},${lat.toFixed(4)}`);
    const [town] = answer.ok ? JSON.parse(await answer.text()) : [];
    if (!town) return say("Aucune commune du territoire à cet endroit.");
    const option = Object.assign(document.createElement("option"), { value: `${town.name} · ${town.code}` });
    document.getElementById("hypothesis-towns").replaceChildren(option);
    const field = button.closest("form").elements.town;
    field.value = option.value;
    field.focus();
  }

  for (const kind of ["mousedown", "mouseup", "click"]) {
    document.addEventListener(
      kind,
      (event) => {
        if (!picking || !event.target.closest("#territoires-carte-graph")) return;
        event.stopPropagation();
        if (kind === "click") picked(event);
      },
      true,
    );
  }

  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-piece]");
    if (one) {
      refocus = Boolean(one.closest(".hypothesis-changes"));
      toggle(one.dataset.piece);
    }
    const several = event.target.closest("[data-pieces]");
    if (several) add(...several.dataset.pieces.split("~"));
    if (event.target.closest("[data-siting=stop]")) stop();
    const chooser = event.target.closest("[data-pick]");
    if (chooser) pick(chooser);
  });
  /* A click on a mark of the map (assets/sites.js): its site is also the one that the form names, to move it instead. */
  document.addEventListener("piece", ({ detail: piece }) => {
    toggle(piece);
    const site = document.querySelector("[data-hypothesis=site] [name=site]");
    if (!site || piece[0] !== "f") return;
    offer();
    const names = Array.from(document.getElementById("hypothesis-sites").options, (option) => option.value);
    site.value = names.find((name) => name.endsWith(` · ${piece.slice(1)}`)) ?? "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && picking) pick(picking);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-hypothesis]");
    if (!form) return;
    event.preventDefault();
    submit(form, event.submitter?.value);
  });
  document.addEventListener("input", (event) => {
    if (event.target.getAttribute?.("list") === "hypothesis-towns") suggest(event.target);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.getAttribute?.("list") === "hypothesis-sites") offer();
  });
  /* The toggles of the list of sites say what the address holds. */
  document.addEventListener("written", () => {
    if (!document.querySelector("[data-hypothesis]")) return;
    const held = filters().query() === null ? [] : pieces();
    for (const button of document.querySelectorAll(".close-site")) {
      button.setAttribute("aria-pressed", String(held.includes(button.dataset.piece)));
    }
    if (found && found !== question()) {
      found = null;
      stop();
      show("La question a changé : cherchez de nouveau.", "");
    }
    if (refocus && document.activeElement === document.body) {
      (document.querySelector(".hypothesis-changes button") ?? document.querySelector("[data-hypothesis=site] input")).focus();
      refocus = false;
    }
  });
})();
