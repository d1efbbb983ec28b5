/* Séance en préparation: the deck of this browser, as the link of deck/link.py, and the buttons that add a card to it. */
(function () {
  "use strict";
  const KEY = "cep-seance";
  const MOST = 30;
  const FIRST = "1~Séance";
  let held = null; // what the browser refuses to store lasts as long as the page

  function stored() {
    try {
      return localStorage.getItem(KEY) ?? held;
    } catch {
      return held;
    }
  }

  function store(link) {
    held = link;
    try {
      localStorage.setItem(KEY, link);
    } catch {
      // Private windows: the deck is kept until the page is left.
    }
    count();
  }

  const escaped = (text) => text.replace(/[%~*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

  function slideOf({ card, query, title, sentence }) {
    // The ~ of a hypothesis on sites would end the slide, a * its address.
    const marks = (pair) => pair.replaceAll("~", "%7E").replaceAll("*", "%2A");
    const pairs = query ? query.split("&").map((pair) => `!${marks(pair.replace("=", "."))}`) : [];
    const texts = sentence ? [title, sentence] : title ? [title] : [];
    return card + pairs.join("") + texts.map((text) => `*${escaped(text)}`).join("");
  }

  const linkOf = (deck) => ["1", escaped(deck.title), ...deck.slides.map(slideOf)].join("~");
  const slidesIn = (link) => (link ? link.split("~").length - 2 : 0);

  /* The number of slides, beside the name of the page. */
  function count() {
    const link = document.getElementById("nav-seance");
    if (!link) return;
    const slides = slidesIn(stored());
    if (link.dataset.count !== String(slides)) link.dataset.count = slides;
    link.setAttribute("aria-label", slides ? `Séance, ${slides} diapositive${slides > 1 ? "s" : ""}` : "Séance");
    if (location.pathname === "/seance") link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }

  /* What the page shows: its query, with its period in full so that a later release shows the same months. */
  function shown() {
    const { filters } = window.dash_clientside;
    const values = filters.current();
    const asked = new URLSearchParams(["du", "au"].filter((key) => values[key]).map((key) => [key, values[key]]));
    for (const [key, value] of new URLSearchParams(filters.query())) if (key !== "projection") asked.set(key, value);
    return asked.toString();
  }

  function add(card) {
    const link = stored() || FIRST;
    const { announce } = window.dash_clientside.shell;
    if (slidesIn(link) >= MOST) {
      announce(`Une séance a au plus ${MOST} diapositives\u00a0: retirez-en une d’abord.`);
      return;
    }
    store(`${link}~${slideOf({ card, query: shown() })}`);
    const slides = slidesIn(stored());
    announce(`Ajoutée à la séance\u00a0: ${slides} diapositive${slides > 1 ? "s" : ""}`);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-seance-card]");
    if (button) add(button.dataset.seanceCard);
  });
  document.addEventListener("written", () => queueMicrotask(count));
  window.addEventListener("storage", count);
  window.addEventListener("_dashprivate_pushstate", () => queueMicrotask(count));

  window.cepSeance = { stored, store, linkOf };
})();
