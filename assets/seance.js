/* Page Séance: the deck in preparation. What a slide says comes from the server; order and texts are changed here. */
(function () {
  "use strict";
  const LONGEST = 3500;
  let deck = null; // { title, slides: [{ card, query, title, sentence, shown, then }] }
  let content = null; // the last answer of the server

  const at = (id) => document.getElementById(id);
  const say = (text) => (at("seance-state").textContent = text);
  const here = () => location.pathname === "/seance" && at("seance-list");

  class Unanswered extends Error {}

  /* Asks the server for a deck and its slides as they are now. Rejects with a French sentence. */
  async function ask(body) {
    const theme = document.documentElement.dataset.theme;
    const upright = innerWidth <= 800 && innerHeight > innerWidth;
    const screen = upright ? "narrow" : innerWidth >= 1.5 * innerHeight ? "hall" : "stage";
    let response;
    try {
      response = await fetch("/seance/contenu", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...body, theme, screen }),
      });
    } catch {
      throw new Unanswered("Le réseau ne répond pas\u00a0: vos choix sont gardés, réessayez dans un instant.");
    }
    if (!response.ok) throw new Unanswered((await response.text()).trim());
    return response.json();
  }

  function take(answer) {
    content = answer;
    const slides = answer.slides.map((shown, i) => ({
      card: shown.card,
      query: shown.query,
      title: shown.own_title,
      sentence: shown.own_sentence,
      shown,
      then: answer.then?.slides[i],
    }));
    deck = { title: answer.title, slides };
    deck.then = answer.then;
    return deck;
  }

  async function open(body, kept) {
    say("Préparation des diapositives…");
    try {
      take(await ask(body));
      say("");
      if (kept) store();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      deck ??= { title: "Séance", slides: [] };
      say("");
      problems([error.message]);
      list();
      return;
    }
    problems(content.problems);
    list();
  }

  function store() {
    exportable();
    window.cepSeance.store(window.cepSeance.linkOf(deck));
    if (location.search) history.replaceState({}, "", "/seance");
  }

  function problems(messages) {
    const place = at("seance-problems");
    place.replaceChildren(...messages.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  }

  /* The files of a deck (PPTX, PDF) are made from the link that their box holds. */
  function exportable() {
    const box = document.querySelector("#seance .deck-export");
    if (box) box.dataset.deck = window.cepSeance.linkOf(deck);
  }

  function list() {
    if (!here()) return;
    exportable();
    at("seance-title").value = deck.title;
    at("seance-list").replaceChildren(...deck.slides.map(row));
    for (const act of ["start", "link", "save", "empty", "print"]) {
      document.querySelector(`#seance-prepare [data-seance=${act}]`).disabled = !deck.slides.length;
    }
    const area = new Set(deck.slides.map((slide) => new URLSearchParams(slide.query).get("t") || "FR"));
    at("seance-area").value = area.size === 1 ? [...area][0] : "";
    if (!deck.slides.length) {
      say("Cette séance est vide. Ajoutez-y des cartes par le bouton «\u00a0+\u00a0» des pages, ou partez de la séance par défaut.");
    }
  }

  function row(slide, i) {
    const line = at("seance-row").content.firstElementChild.cloneNode(true);
    const { shown } = slide;
    const link = line.querySelector(".heading");
    line.querySelector(".place").textContent = i + 1;
    link.textContent = slide.title || shown.title;
    link.href = shown.permalink;
    line.querySelector(".where").textContent = shown.where.replace("Observatoire CEP · ", "");
    line.querySelector(".problem").textContent = shown.problem || shown.gone || "";
    for (const field of line.querySelectorAll("[data-text]")) {
      field.value = slide[field.dataset.text] || "";
      field.setAttribute("aria-label", `${field.previousElementSibling.textContent}, diapositive ${i + 1}`);
    }
    for (const button of line.querySelectorAll("[data-seance]")) {
      button.setAttribute("aria-label", `${button.textContent} la diapositive ${i + 1}`);
      button.disabled = button.dataset.seance === (i ? "" : "up") || (button.dataset.seance === "down" && i === deck.slides.length - 1);
    }
    if (deck.then) compare(line.querySelector(".then"), slide, deck.then);
    return line;
  }

  /* Alors et maintenant: what a file says was seen, beside what the slide says today. */
  function compare(place, { then, shown }, { date }) {
    const day = date ? new Date(date).toLocaleDateString("fr-FR") : "alors";
    const line = (term, text) => {
      const p = document.createElement("p");
      p.append(Object.assign(document.createElement("strong"), { textContent: `${term}\u00a0: ` }), text);
      return p;
    };
    if (!then) {
      place.append(line("Alors", "rien n’a été gardé de cette diapositive."));
      return;
    }
    const same = then.digest === shown.digest && then.said === shown.said;
    place.classList.add(same ? "same" : "changed");
    const told = ({ said, values }) => [said, ...(values || []).map((pair) => pair.join("\u00a0: "))].filter(Boolean).join(" · ");
    if (same) place.append(line("Inchangée", `mêmes chiffres que le ${day}, version ${then.release}.`));
    else {
      place.append(line(`Le ${day}, version ${then.release}`, told(then)));
      place.append(line(`Maintenant, version ${shown.release}`, told(shown)));
      if (told(then) === told(shown)) place.append(line("Changée", "d’autres chiffres de la carte ont changé."));
    }
  }

  const place = (element) => [...at("seance-list").children].indexOf(element.closest("li"));

  function move(button, by) {
    const from = place(button);
    const to = from + by;
    const [slide] = deck.slides.splice(from, 1);
    deck.slides.splice(to, 0, slide);
    store();
    list();
    const line = at("seance-list").children[to];
    const same = line.querySelector(`[data-seance=${by < 0 ? "up" : "down"}]`);
    (same.disabled ? line.querySelector(`[data-seance=${by < 0 ? "down" : "up"}]`) : same).focus();
    say(`Diapositive ${to + 1} sur ${deck.slides.length}.`);
  }

  function remove(button) {
    const from = place(button);
    deck.slides.splice(from, 1);
    store();
    list();
    const line = at("seance-list").children[Math.min(from, deck.slides.length - 1)];
    (line?.querySelector("[data-seance=remove]") || document.querySelector("[data-seance=default]")).focus();
    if (line) say(`Diapositive retirée, il en reste ${deck.slides.length}.`);
  }

  async function link() {
    const address = `/seance?d=${encodeURIComponent(window.cepSeance.linkOf(deck))}`;
    if (address.length > LONGEST) {
      say("Le lien serait trop long pour les messageries\u00a0: enregistrez plutôt le fichier.");
      return;
    }
    try {
      await navigator.clipboard.writeText(location.origin + address);
      say("Lien de la séance copié.");
    } catch {
      history.replaceState({}, "", address);
      say("Le navigateur n’a pas copié le lien\u00a0: il est dans la barre d’adresse.");
    }
  }

  async function save() {
    try {
      const { file, frozen } = await ask({ link: window.cepSeance.linkOf(deck) });
      const address = URL.createObjectURL(new Blob([file], { type: "application/json" }));
      const name = `seance-cep-${frozen.slice(0, 10)}.json`;
      Object.assign(document.createElement("a"), { href: address, download: name }).click();
      URL.revokeObjectURL(address);
      say("Séance enregistrée, avec ce que chaque diapositive dit aujourd’hui.");
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      say(error.message);
    }
  }

  /* The slides as they are now; without the network, as they were last read. */
  async function start() {
    say("Préparation des diapositives…");
    try {
      const then = deck.then;
      take(await ask({ link: window.cepSeance.linkOf(deck) }));
      deck.then = then;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
    window.cepKept.keep(content, deck);
    await window.cepRoom.enter(content, deck);
    say("");
    list();
  }

  const ACTS = {
    start,
    resume: async () => {
      await window.cepKept.resume();
      list();
    },
    link,
    save,
    print: () => window.print(),
    up: (button) => move(button, -1),
    down: (button) => move(button, 1),
    remove,
    empty: () => {
      deck.slides = [];
      store();
      list();
      document.querySelector("[data-seance=default]").focus();
    },
    default: () => open({ area: at("seance-area").value || "FR" }, true),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#seance-prepare [data-seance]");
    if (button) ACTS[button.dataset.seance](button);
  });
  document.addEventListener("change", async (event) => {
    const field = event.target;
    if (!field.closest("#seance-prepare")) return;
    if (field.id === "seance-title") deck.title = field.value.trim() || "Séance";
    else if (field.dataset.text) {
      const slide = deck.slides[place(field)];
      slide[field.dataset.text] = field.value.trim();
      field.closest("li").querySelector(".heading").textContent = slide.title || slide.shown.title;
    } else if (field.id === "seance-area") {
      if (field.value) await open({ link: window.cepSeance.linkOf(deck), area: field.value }, true);
      return;
    } else if (field.id === "seance-file") {
      const [file] = field.files;
      if (file) await open({ file: await file.text() }, true);
      field.value = "";
      return;
    }
    store();
  });

  /* The page was written: the deck of the address or of its territory, that of this browser, or the default one. */
  function arrive() {
    const screen = here();
    if (!screen || screen.dataset.ready) return;
    screen.dataset.ready = "1";
    const asked = new URLSearchParams(location.search);
    const own = window.cepSeance.stored();
    window.cepKept.offer();
    if (asked.has("d")) open({ link: asked.get("d") });
    else if (asked.has("t")) open({ area: asked.get("t") });
    else if (window.cepKept.left() !== null && window.cepKept.read()) ACTS.resume();
    else open(own === null ? { area: "FR" } : { link: own });
  }
  document.addEventListener("written", () => queueMicrotask(arrive));

  const prepared = () => (content && deck ? { content, deck } : null);
  Object.assign(window.cepSeance, { ask, take, store_deck: store, prepared, Unanswered });
})();
