/* Séance sur papier: printing the page gives one slide a sheet, in the light theme, as it is in the room, or in the
   preparation. A browser waits for nothing before it prints: the sheets are drawn at once. */
(function () {
  "use strict";
  const SIZE = [1280, 720]; // px of a sheet, as in seance-paper.css
  const [OWN, PAGES] = ["seance-paper.css", "view-print.css"];
  const root = document.documentElement;
  let paper = null;

  /* The rules of the pages on paper, and the size of theirs, are not for slides. */
  function others(off) {
    const [from, to] = off ? ["print", "not all"] : ["not all", "print"];
    for (const sheet of [...document.styleSheets].filter(({ href }) => href && !href.includes(OWN))) {
      if (sheet.href.includes(PAGES)) sheet.disabled = off;
      else for (const { media } of sheet.cssRules) if (media?.mediaText === from) media.mediaText = to;
    }
  }

  /* The frame of the room around one slide, without what serves on a screen. */
  function frame(shown) {
    const sheet = document.getElementById("seance-room").cloneNode(true);
    for (const part of sheet.querySelectorAll("dialog, button, .newer, .sr, article")) part.remove();
    for (const part of [sheet, ...sheet.querySelectorAll("[id]")]) part.removeAttribute("id");
    sheet.className = "room sheet";
    sheet.hidden = false;
    sheet.removeAttribute("aria-busy");
    const address = Object.assign(document.createElement("a"), { href: shown.permalink, textContent: "Ouvrir la carte" });
    sheet.querySelector(".room-moves").prepend(address);
    return sheet;
  }

  function lay(held) {
    paper = Object.assign(document.createElement("div"), { className: "paper" });
    document.body.append(paper);
    root.dataset.paper = "";
    for (const slide of held.deck.slides) {
      const sheet = frame(slide.shown);
      const element = window.cepSlide.built(slide);
      sheet.querySelector(".room-stage").append(element);
      paper.append(sheet);
      window.cepSlide.fit({ ...held, root: sheet, size: SIZE, figures: window.cepPrint?.lightened }, slide, element);
    }
  }

  window.addEventListener("beforeprint", () => {
    const held = document.getElementById("seance-room") && (window.cepRoom.shown() ?? window.cepSeance.prepared());
    if (!held?.deck.slides.length) return;
    others(true);
    lay(held);
  });
  window.addEventListener("afterprint", () => {
    if (!paper) return;
    paper.remove();
    paper = null;
    delete root.dataset.paper;
    others(false);
  });
})();
