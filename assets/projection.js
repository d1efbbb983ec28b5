/* Mode projeté (projection=1): left and right walk the table, down opens the departments, up returns, Escape leaves. */
(function () {
  "use strict";
  const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  const projected = () => document.documentElement.hasAttribute("data-projection");

  /* Among departments neither France nor the region is a step: the walk stays where it went down. */
  function walk(step) {
    const { t, niv } = window.dash_clientside.filters.current();
    const listed = [...document.querySelectorAll(".compare tbody [data-set]")].map((b) => b.dataset.set.slice(2));
    const order = niv === "dep" ? listed.filter((area) => area[0] === "D") : listed;
    if (!order.length) return;
    const at = order.indexOf(t);
    const next = at < 0 ? (step > 0 ? 0 : order.length - 1) : (at + step + order.length) % order.length;
    window.dash_clientside.filters.change({ t: order[next] });
  }

  function down() {
    const { t, niv } = window.dash_clientside.filters.current();
    if (niv === "dep") return;
    const departments = document.querySelectorAll(`#territory-list [data-region="${t}"]`).length;
    if (t === "FR" || departments > 1) window.dash_clientside.filters.change({ niv: "dep" });
  }

  function up() {
    if (window.dash_clientside.filters.current().niv === "dep") window.dash_clientside.filters.change({ niv: "reg" });
  }

  /* Captured: on a stage the arrows are the speaker's, before those of the table (roving.js). */
  document.addEventListener(
    "keydown",
    (event) => {
      if (!projected() || event.altKey || event.ctrlKey || event.metaKey) return;
      const focused = event.target.closest?.("button, a, input, select");
      if (event.key === "Enter" && focused) return;
      if (STEPS[event.key]) walk(STEPS[event.key]);
      else if (event.key === "ArrowDown" || event.key === "Enter") down();
      else if (event.key === "ArrowUp" || event.key === "Backspace") up();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && projected() && !event.defaultPrevented) {
      window.dash_clientside.filters.change({ projection: "0" });
    }
  });
})();
