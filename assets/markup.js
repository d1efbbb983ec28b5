/* Emplacements: writes the HTML that the server puts in the attribute data-html (layouts/markup.py) and keeps the focus. */
(function () {
  "use strict";
  const slots = document.getElementsByClassName("markup");
  const written = new WeakMap();

  /* A long table has the areas of its rows; their names are in the menu of territories (layouts/compare_table.py). */
  function name(button) {
    const option = document.querySelector(`#territory-list [data-set="${CSS.escape(button.dataset.set)}"]`);
    button.textContent = (option?.firstChild.data ?? button.dataset.set).trim();
  }

  function write(slot) {
    const html = slot.dataset.html || "";
    if (written.get(slot) === html) return;
    written.set(slot, html);
    const active = document.activeElement;
    const patch = slot.contains(active) ? active.dataset.set : undefined;
    const scrolled = slot.querySelector(".scroll")?.scrollTop;
    slot.innerHTML = html;
    for (const button of slot.querySelectorAll("button.go:empty")) name(button);
    if (scrolled) slot.querySelector(".scroll")?.scrollTo(0, scrolled);
    if (patch !== undefined) {
      slot.querySelector(`[data-set="${CSS.escape(patch)}"]`)?.focus({ preventScroll: true });
    }
    slot.dispatchEvent(new CustomEvent("written", { bubbles: true }));
  }

  function writeAll() {
    for (const slot of slots) write(slot);
  }

  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-html"] };
  new MutationObserver(writeAll).observe(document.documentElement, watched);
  writeAll();
})();
