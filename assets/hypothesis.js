/* Hypothèse: the buttons and forms of "Et si ce lieu fermait ?" change one key of the address; the search of the best sites
   is asked, watched and stopped. */
(function () {
  "use strict";
  const ADDRESS = "/territoires/recherche";
  const PACE = 700;
  const visitor = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let search = null; // the search that is watched: { query, question }
  let asking = null; // what the field of communes was last asked

  const filters = () => window.dash_clientside.filters;
  const pieces = () => (filters().current().hyp || "").split("~").filter(Boolean);
  const say = (text) => {
    const place = document.querySelector("[data-message=hypothesis]");
    if (place) place.textContent = text;
  };

  /* The part of a piece that no other may repeat: its letter and what it is of. */
  const subject = (piece) => piece.split("_")[0];

  function set(next) {
    filters().change({ hyp: next.join("~") });
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

  /* The code of a site as the address writes it (geo/hypothesis.py). */
  function escaped(code) {
    return Array.from(new TextEncoder().encode(code), (byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9-]/.test(letter) ? letter : `.${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }).join("");
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
      if (action === "close") add(`f${escaped(site)}`);
      else {
        const town = chosen(field.town, "hypothesis-towns");
        if (field.town.value && !town) return missing(field.town, "Choisissez une commune dans la liste.");
        if (!town && !field.hours.value) return missing(field.town, "Indiquez une commune ou des heures.");
        const changes = [
          town && `m${escaped(site)}_${town}`,
          field.hours.value && `h${escaped(site)}_${written(field.hours.value)}`,
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

  const asked = (own) => [filters().query(), own, `visiteur=${visitor}`].filter(Boolean).join("&");

  function start(form) {
    stop();
    search = { own: `p=${form.elements.p.value}&modele=${form.elements.modele.value}` };
    form.querySelector("[data-siting=stop]").hidden = false;
    watch(search, "POST");
  }

  async function watch(mine, method) {
    if (mine !== search) return;
    try {
      const answer = await fetch(`${ADDRESS}?${asked(mine.own)}`, { method });
      const said = await answer.text();
      if (mine !== search) return;
      if (!answer.ok) {
        show(said, "");
        return ended();
      }
      const { state, text, html } = JSON.parse(said);
      show(text, html);
      if (state === "running") return setTimeout(() => watch(mine, "GET"), PACE);
      if (state === "busy") return setTimeout(() => watch(mine, "POST"), 8 * PACE);
    } catch {
      show("La recherche n’a pas pu être demandée. Vérifiez la connexion, puis réessayez.", "");
    }
    ended();
  }

  function show(text, html) {
    const place = document.getElementById("siting");
    if (!place) return;
    place.innerHTML = html;
    if (text) place.append(Object.assign(document.createElement("p"), { className: "hint", textContent: text }));
  }

  function ended() {
    search = null;
    const button = document.querySelector("[data-siting=stop]");
    if (button) button.hidden = true;
  }

  function stop() {
    if (!search) return;
    const { own } = search;
    ended();
    fetch(`${ADDRESS}?${asked(own)}`, { method: "DELETE", keepalive: true })
      .then((answer) => answer.text())
      .catch(() => {});
    show("La recherche est arrêtée.", "");
  }

  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-piece]");
    if (one) toggle(one.dataset.piece);
    const several = event.target.closest("[data-pieces]");
    if (several) add(...several.dataset.pieces.split("~"));
    if (event.target.closest("[data-siting=stop]")) stop();
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
  /* The toggles of the list of sites say what the address holds. */
  document.addEventListener("written", () => {
    const held = filters()?.query() === null ? [] : pieces();
    for (const button of document.querySelectorAll("[data-piece][aria-pressed]")) {
      button.setAttribute("aria-pressed", String(held.includes(button.dataset.piece)));
    }
  });
})();
