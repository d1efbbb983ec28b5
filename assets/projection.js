/* Mode projeté (projection=1): arrows change the territory in the order of the table, Escape leaves. */
(function () {
  "use strict";

  document.addEventListener("keydown", (event) => {
    if (!document.documentElement.hasAttribute("data-projection")) return;
    const filters = window.dash_clientside.filters;
    if (event.key === "Escape" && !event.defaultPrevented) {
      filters.change({ projection: "0" });
      return;
    }
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const order = [...document.querySelectorAll(".compare tbody [data-set]")].map((b) => b.dataset.set.slice(2));
    if (!order.length) return;
    const at = order.indexOf(filters.current().t);
    filters.change({ t: order[(Math.max(at, 0) + step + order.length) % order.length] });
  });
})();
