/* Recherche d'un lieu: filters the list that mirrors the map of sites, accents ignored. */
(function () {
  "use strict";
  function search() {
    const field = document.getElementById("site-search");
    const list = document.querySelector("[data-sites]");
    if (!field || !list) return;
    const asked = window.plainText(field.value.trim());
    let count = 0;
    for (const group of list.querySelectorAll("section, :scope > li")) {
      const named = window.plainText(group.querySelector("h3, .go")?.textContent ?? "").includes(asked);
      let shown = 0;
      for (const item of group.querySelectorAll("li")) {
        item.hidden = !named && !window.plainText(item.textContent).includes(asked);
        if (!item.hidden) shown += 1;
      }
      group.hidden = !shown && !named;
      count += group.matches("li") ? Number(!group.hidden) : shown;
    }
    const many = count > 1 ? "s" : "";
    const text = count ? `${count} résultat${many}` : "Rien ne porte ce nom ici.";
    document.querySelector("[data-message=sites]").textContent = asked ? text : "";
  }

  document.addEventListener("input", (event) => {
    if (event.target.id === "site-search") search();
  });
  document.addEventListener("written", search);
})();
