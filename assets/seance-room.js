/* Salle: the slides of a deck, drawn once when it starts and held until it ends, whatever becomes of the network. */
(function () {
  "use strict";
  const STILL = 3000;
  const NEWS = 60000;
  let slides = []; // the elements, in order
  let content = null;
  let deck = null;
  let current = 0;
  let still;
  let news;

  const { built, fit, dress, make, settle } = window.cepSlide;
  const room = () => document.getElementById("seance-room");
  const stage = () => document.getElementById("seance-stage");
  const isOpen = () => room() && !room().hidden && room().ariaBusy !== "true";
  const panel = (name) => document.getElementById(`seance-${name}`);
  const say = (text) => (document.getElementById("seance-said").textContent = text);
  const at = () => ({ root: room(), content, deck });

  async function build() {
    room().setAttribute("aria-busy", "true");
    slides = deck.slides.map(built);
    for (const [i, element] of slides.entries()) {
      stage().replaceChildren(element);
      await fit(at(), deck.slides[i], element);
      say(`Préparation, ${i + 1} sur ${slides.length}`);
    }
    room().setAttribute("aria-busy", "false");
  }

  function show(i) {
    current = Math.max(0, Math.min(slides.length - 1, i));
    stage().replaceChildren(slides[current]);
    dress(at(), deck.slides[current], slides[current]);
    say(`Diapositive ${current + 1} sur ${slides.length}\u00a0: ${slides[current].querySelector("h2").textContent}`);
    fit(at(), deck.slides[current], slides[current]);
    window.cepKept.place(current);
  }

  function sources() {
    const { shown } = deck.slides[current];
    const body = panel("sources").querySelector(".panel-body");
    body.innerHTML = shown.sources || "";
    const page = make("p", "", `Adresse de la carte\u00a0: ${location.origin}${shown.permalink}`);
    const hash = make("p", "", `Version ${shown.release}. Empreinte du contenu\u00a0: ${content.hash}`);
    for (const link of body.querySelectorAll("a")) link.remove();
    if (shown.notice) body.insertAdjacentHTML("afterbegin", shown.notice);
    settle(body);
    body.append(page, hash);
    panel("sources").showModal();
  }

  /* The table that the card has in the place of its chart. */
  function table() {
    const { shown } = deck.slides[current];
    if (!shown.table) {
      say("Cette diapositive montre déjà ses chiffres en tableau.");
      return;
    }
    const body = panel("table").querySelector(".panel-body");
    body.innerHTML = shown.table;
    settle(body);
    panel("table").showModal();
  }

  function territory(area) {
    const dialog = panel("territory");
    dialog.querySelector(".hint").textContent = "";
    const shown = new URLSearchParams(deck.slides[current].query).get("t") || "FR";
    dialog.querySelector("select").value = area || shown;
    dialog.showModal();
    dialog.querySelector("select").focus();
  }

  async function move() {
    const dialog = panel("territory");
    const note = dialog.querySelector(".hint");
    note.textContent = "Préparation des diapositives…";
    try {
      const { ask, take, linkOf, store_deck } = window.cepSeance;
      content = await ask({ link: linkOf(deck), area: dialog.querySelector("select").value });
      deck = take(content);
      store_deck();
      window.cepKept.keep(content, deck);
    } catch (error) {
      if (!(error instanceof window.cepSeance.Unanswered)) throw error;
      note.textContent = `${error.message} La séance garde ses diapositives.`;
      return;
    }
    await build();
    dialog.close();
    show(current);
  }

  function parity() {
    const slide = slides[current];
    if (!slide.querySelector(".tiles") || !slide.querySelector("[data-pane=carte]")) {
      say("Cette diapositive n’a pas de carte en tuiles.");
      return;
    }
    const isMap = slide.classList.toggle("geographic");
    say(isMap ? "Carte géographique" : "Carte en tuiles");
  }

  function screen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => say("Le plein écran est refusé par le navigateur."));
  }

  function shut() {
    document.documentElement.removeAttribute("data-room");
    clearInterval(news);
    clearTimeout(still);
    if (document.fullscreenElement) document.exitFullscreen();
    window.cepKept.leave();
  }

  function leave() {
    room().hidden = true;
    stage().replaceChildren();
    shut();
    document.querySelector("[data-seance=start], [data-seance=resume]").focus();
  }

  /* Back to another page: the room is gone, and what it had hidden comes back. */
  window.addEventListener("popstate", () => {
    const isAway = !location.pathname.startsWith("/seance");
    if (isAway && document.documentElement.hasAttribute("data-room")) shut();
  });

  /* Whether a newer release is served: said, never applied. Without the network nothing is said. */
  async function look() {
    try {
      const response = await fetch("/api/v1/");
      const { release } = await response.json();
      const newer = release && release !== content.release;
      room().querySelector(".newer").textContent = newer ? `Données plus récentes\u00a0: version ${release}` : "";
    } catch {
      // The room lives without the network.
    }
  }

  function wake() {
    room().classList.remove("still");
    clearTimeout(still);
    still = setTimeout(() => room()?.classList.add("still"), STILL);
  }

  async function enter(answer, asked, place = 0) {
    content = answer;
    deck = asked;
    room().hidden = false;
    document.documentElement.setAttribute("data-room", "");
    await build();
    room().querySelector(".newer").textContent = "";
    clearInterval(news);
    news = setInterval(look, NEWS);
    show(place);
    stage().focus();
    wake();
  }

  const ACTS = {
    previous: () => show(current - 1),
    next: () => show(current + 1),
    first: () => show(0),
    last: () => show(slides.length - 1),
    screen,
    sources,
    table,
    territory: () => territory(),
    move,
    parity,
    leave,
    help: () => panel("help").showModal(),
  };
  const KEYS = {
    ArrowLeft: "previous",
    PageUp: "previous",
    ArrowRight: "next",
    PageDown: "next",
    Home: "first",
    End: "last",
    f: "screen",
    s: "sources",
    t: "table",
    r: "territory",
    p: "parity",
    "?": "help",
    Escape: "leave",
  };

  document.addEventListener("keydown", (event) => {
    if (!isOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (room().querySelector("dialog[open]")) return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    ACTS[act]();
  });
  document.addEventListener("click", (event) => {
    if (!isOpen()) return;
    const button = event.target.closest("#seance-room [data-seance]");
    if (button) {
      const { seance } = button.dataset;
      if (seance !== "move") button.closest("dialog")?.close();
      ACTS[seance]?.();
      return;
    }
    const area = event.target.closest("#seance-stage .to-area");
    if (area) territory(area.dataset.area);
  });
  document.addEventListener("mousemove", () => isOpen() && wake());
  window.addEventListener("resize", () => isOpen() && fit(at(), deck.slides[current], slides[current]));

  window.cepRoom = { enter, look, shown: () => (isOpen() ? at() : null) };
})();
