/* Plein écran d'une carte; where the browser has none, the card fills the window until Escape. */
(function () {
  "use strict";
  const filling = () => document.querySelector(".card.filling");

  function show() {
    for (const button of document.querySelectorAll("[data-fullscreen]")) {
      const card = button.closest(".card");
      const on = card === document.fullscreenElement || card.classList.contains("filling");
      button.setAttribute("aria-pressed", String(on));
    }
    window.dispatchEvent(new Event("resize"));
  }

  function fill(card) {
    filling()?.classList.remove("filling");
    card?.classList.add("filling");
    show();
  }

  document.addEventListener("click", async (event) => {
    const card = event.target.closest("[data-fullscreen]")?.closest(".card");
    if (!card) return;
    if (document.fullscreenElement) return void document.exitFullscreen();
    if (filling()) return fill(null);
    try {
      await card.requestFullscreen();
    } catch {
      fill(card);
    }
  });
  document.addEventListener("fullscreenchange", show);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && filling()) fill(null);
  });
})();
