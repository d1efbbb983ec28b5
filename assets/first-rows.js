/* Premières lignes: the button under the first rows of a long table has them all written in its place (layouts/first_rows.py).
   Named before roving.js, which makes of the button that has the focus the one that Tab stops at. */
(function () {
  "use strict";
  let asked = null; // { button, slot, shown: the areas of the rows that are there }

  const names = (slot) => [...slot.querySelectorAll("tbody [data-set]")];

  function mark(button, isBusy) {
    for (const state of ["aria-busy", "aria-disabled"]) button.setAttribute(state, String(isBusy));
  }

  /* The button is there again, and may be pressed once more. */
  function forget() {
    if (asked) mark(asked.button, false);
    asked = null;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-rows]");
    if (!button || button === asked?.button) return;
    forget();
    const slot = button.closest(".markup");
    asked = { button, slot: slot.id, shown: new Set(names(slot).map((name) => name.dataset.set)) };
    // It keeps the focus, which a button that is disabled loses.
    mark(button, true);
    window.dash_clientside.shell.announce("Chargement du tableau entier…");
    const query = window.dash_clientside.filters.query();
    window.dash_clientside.set_props("rows-asked", { data: { path: location.pathname, slot: slot.id, query } });
  });

  document.addEventListener("outage", forget);

  document.addEventListener("written", (event) => {
    if (event.target.id !== asked?.slot) return;
    const { shown } = asked;
    asked = null;
    if (event.target.querySelector("[data-rows]")) return;
    const all = names(event.target);
    window.dash_clientside.shell.announce(`Tableau entier, ${all.length} lignes.`);
    // Whoever went elsewhere meanwhile stays there: what had the focus is gone with its button.
    if (document.activeElement === document.body) all.find((name) => !shown.has(name.dataset.set))?.focus();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    rows: {
      /* A table of another question than the page's is too late. */
      show: (given) => {
        const isHere = given?.path === location.pathname && given.query === window.dash_clientside.filters.query();
        if (isHere) window.dash_clientside.set_props(given.slot, { "data-html": given.table });
        else forget();
      },
    },
  });
})();
