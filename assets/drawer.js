/* Tiroir des filtres: on a narrow screen the panel of the filters is a dialog; everything else is inert behind it. */
(function () {
  "use strict";
  const wide = matchMedia("(min-width: 801px)");
  let opener = null;
  let silenced = [];

  const panel = () => document.getElementById("filters-panel");
  const isOpen = () => Boolean(panel()?.hasAttribute("aria-modal"));

  function open(button) {
    const drawer = panel();
    opener = button;
    drawer.setAttribute("role", "dialog");
    drawer.setAttribute("aria-modal", "true");
    drawer.setAttribute("aria-label", "Filtres");
    for (let node = drawer; node !== document.body; node = node.parentElement) {
      for (const other of node.parentElement.children) {
        if (other !== node && !other.inert) {
          other.inert = true;
          silenced.push(other);
        }
      }
    }
    document.documentElement.classList.add("drawer-open");
    const section = drawer.querySelector(`[data-pop="${button.dataset.drawer}"]`);
    if (section) section.open = true;
    const field = section?.querySelector("input[type=search]");
    (field || drawer.querySelector("[data-close]")).focus();
  }

  function close() {
    const drawer = panel();
    for (const name of ["role", "aria-modal", "aria-label"]) drawer?.removeAttribute(name);
    for (const node of silenced) node.inert = false;
    silenced = [];
    document.documentElement.classList.remove("drawer-open");
    for (const pop of drawer?.querySelectorAll("details[open]") || []) pop.open = false;
    opener?.focus();
    opener = null;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drawer]");
    if (button) open(button);
    else if (isOpen() && event.target.closest("[data-close], #territory-list .option")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !isOpen()) return;
    event.preventDefault();
    close();
  });
  wide.addEventListener("change", () => wide.matches && isOpen() && close());
  window.addEventListener("popstate", () => isOpen() && close());
})();
