/* Recherche d'un territoire: filters the list by name or number, accents ignored; arrows move, Enter takes the first. */
(function () {
  "use strict";
  // In the drawer of a phone the keyboard would hide the list.
  const wide = matchMedia("(min-width: 801px)");
  const options = () => [...document.querySelectorAll("#territory-list .option")];
  const visible = () => options().filter((option) => !option.closest("li").hidden);

  function search(text) {
    const asked = window.plainText(text.trim());
    for (const option of options()) {
      const found = window.plainText(option.textContent);
      option.closest("li").hidden = !(found.startsWith(asked) || found.includes(` ${asked}`) || found.endsWith(asked));
    }
    for (const section of document.querySelectorAll("#territory-list section")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    const count = visible().length;
    const place = document.querySelector("[data-message=territory]");
    place.textContent = count ? `${count} territoire${count > 1 ? "s" : ""}` : "Aucun territoire ne porte ce nom.";
    place.classList.toggle("sr", count > 0);
  }

  document.addEventListener("input", (event) => {
    if (event.target.id === "territory-search") search(event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target.id === "territory-search";
    const option = event.target.closest?.("#territory-list .option");
    if (!field && !option) return;
    const list = visible();
    const at = list.indexOf(option);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      (list[next] || document.getElementById("territory-search")).focus();
    } else if (event.key === "Enter" && field) {
      event.preventDefault();
      if (event.target.value.trim()) list[0]?.click();
    }
  });
  document.addEventListener(
    "toggle",
    (event) => {
      const field = document.getElementById("territory-search");
      if (!field || !event.target.contains?.(field)) return;
      if (event.target.open) {
        if (wide.matches) field.focus();
        const list = document.getElementById("territory-list");
        const chosen = list.querySelector("[aria-pressed=true]");
        list.scrollTop += chosen.getBoundingClientRect().top - list.getBoundingClientRect().top - 80;
      } else if (field.value) {
        field.value = "";
        search("");
      }
    },
    true,
  );
})();
