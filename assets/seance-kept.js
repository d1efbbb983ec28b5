/* Séance gardée: the frozen deck stays in the browser, so that a page reloaded, or opened again without the network, is
   the room as it was. The guardian (assets/worker/seance.js) gives the page; the deck is here. */
(function () {
  "use strict";
  const KEY = "cep-seance-figee";
  const PLACE = "cep-seance-place"; // of this tab: where it was, if it was in the room
  const CACHE = "cep-seance";
  const ROOM = "/seance/salle";

  /* Addresses of what the room is made of: its document, scripts, style sheets, and the contours of its maps. */
  async function needed(content) {
    const page = new DOMParser().parseFromString(await (await fetch(ROOM)).text(), "text/html");
    const parts = [...page.querySelectorAll("script[src], link[rel=stylesheet]")];
    const contours = content.slides.flatMap(({ figures }) =>
      Object.values(figures || {}).flatMap(({ data }) => data.map(({ geojson }) => geojson)),
    );
    return [ROOM, ...new Set([...parts.map((part) => part.getAttribute("src") || part.getAttribute("href")), ...contours])];
  }

  /* Whether the page will be found again without the network. */
  async function guard(content) {
    if (!navigator.serviceWorker || !window.caches) return false;
    try {
      await navigator.serviceWorker.register("/seance-gardien.js", { scope: "/seance" });
      const cache = await caches.open(CACHE);
      const wanted = (await needed(content)).filter(Boolean);
      await cache.addAll(wanted);
      const names = new Set(wanted);
      for (const { url } of await cache.keys()) if (!names.has(url.slice(location.origin.length))) await cache.delete(url);
      return true;
    } catch {
      return false; // the room still lives as long as its page
    }
  }

  const tell = (text) => {
    const place = document.querySelector(".room-panel .kept");
    if (place) place.textContent = text;
  };

  /* The slides in the order and under the titles of the room. */
  async function keep(content, deck) {
    tell("");
    const slides = deck.slides.map((slide) => ({ ...slide.shown, own_title: slide.title, own_sentence: slide.sentence }));
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...content, title: deck.title, slides, then: null }));
    } catch {
      tell("Ce navigateur n’a pas la place de garder la séance\u00a0: ne rechargez pas la page.");
      return;
    }
    const guarded = await guard(content);
    tell(`Séance gardée dans ce navigateur\u00a0: la page rechargée la retrouve${guarded ? ", même sans réseau" : ""}.`);
  }

  function read() {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  }

  function place(i) {
    try {
      sessionStorage.setItem(PLACE, i);
    } catch {
      // Private windows: the room opens again on its first slide.
    }
  }

  function leave() {
    sessionStorage.removeItem(PLACE);
    offer();
  }

  /* Whether this tab was in the room, and on which slide. */
  const left = () => sessionStorage.getItem(PLACE);

  async function resume() {
    const content = read();
    if (!content) return;
    await window.cepRoom.enter(content, window.cepSeance.take(content), Number(left() ?? 0));
  }

  /* The button that opens the frozen deck again, with the hour at which it was frozen. */
  function offer() {
    const button = document.querySelector("[data-seance=resume]");
    if (!button) return;
    const frozen = read()?.frozen;
    button.hidden = !frozen;
    if (!frozen) return;
    const hour = new Date(frozen).toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
    button.lastChild.textContent = `Reprendre la séance figée à ${hour.replace(":", "\u202fh\u202f")}`;
  }

  /* The room alone (/seance/salle, given for /seance without the network) opens at once. */
  function alone() {
    if (document.body.dataset.alone === undefined) return;
    offer();
    if (read()) resume();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", alone);
  else alone();

  window.cepKept = { keep, read, place, leave, left, resume, offer };
})();
