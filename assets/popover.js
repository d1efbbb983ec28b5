/* Panneaux repliés (details.pop): one open at a time, closed by Escape, or a click or a choice elsewhere, kept inside the window. */
(function () {
  "use strict";
  const narrow = matchMedia("(max-width: 800px)");
  const inDrawer = (pop) => narrow.matches && pop.closest("#filters-panel");
  const opened = () => [...document.querySelectorAll("details.pop[open]")];

  function close(pop, refocus) {
    pop.open = false;
    if (refocus) pop.querySelector("summary").focus();
  }

  document.addEventListener(
    "toggle",
    (event) => {
      const pop = event.target;
      if (!pop.matches?.("details.pop")) return;
      if (!pop.open) return;
      for (const other of opened()) if (other !== pop && !inDrawer(other)) close(other);
      const panel = pop.querySelector(".panel");
      pop.classList.remove("flip");
      if (panel.getBoundingClientRect().right > document.documentElement.clientWidth - 8) pop.classList.add("flip");
    },
    true,
  );
  /* What a panel says is of the question that it was opened on. */
  function leave(target) {
    for (const pop of opened()) if (!pop.contains(target) && !inDrawer(pop)) close(pop);
  }
  document.addEventListener("change", (event) => leave(event.target));
  window.addEventListener("popstate", () => leave(null));
  document.addEventListener("click", (event) => {
    leave(event.target);
    const chosen = event.target.closest?.(".panel.menu .option, #territory-list .option");
    const pop = chosen?.closest("details.pop");
    if (pop && !inDrawer(pop)) close(pop, true);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      const pop = opened().find((p) => !inDrawer(p));
      if (!pop) return;
      event.preventDefault();
      close(pop, pop.contains(document.activeElement) || document.activeElement === document.body);
    },
    true,
  );
})();
