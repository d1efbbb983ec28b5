/* Lieux: the list that mirrors the map of sites, searched accents ignored, and what a click on a mark of the map does. */
(function () {
  "use strict";
  const GRAPH = "#territoires-carte-graph";
  let shown = null; // the sites of the mark that was clicked: { list, places }

  const listOf = () => document.querySelector("[data-sites]");

  function say(text) {
    const place = document.querySelector("[data-message=sites]");
    if (place && place.textContent !== text) place.textContent = text;
    document.querySelector("[data-all-sites]")?.toggleAttribute("hidden", !shown);
  }

  function search() {
    const field = document.getElementById("site-search");
    const list = listOf();
    if (!field || !list) return;
    if (shown?.list !== list) shown = null;
    const asked = window.plainText(field.value.trim());
    const places = [...list.querySelectorAll("section li")];
    let count = 0;
    for (const group of list.querySelectorAll("section, :scope > li")) {
      const named = window.plainText(group.querySelector("h3, .go")?.textContent ?? "").includes(asked);
      let found = 0;
      for (const item of group.querySelectorAll("li")) {
        const wanted = named || window.plainText(item.textContent).includes(asked);
        item.hidden = shown ? !shown.places.has(places.indexOf(item)) : !wanted;
        if (!item.hidden) found += 1;
      }
      group.hidden = !found && (shown ? true : !named);
      count += group.matches("li") ? Number(!group.hidden) : found;
    }
    const many = count > 1 ? "s" : "";
    if (shown) say(count > 1 ? `${count} lieux à cet endroit.` : "Le lieu choisi sur la carte.");
    else say(!asked ? "" : count ? `${count} résultat${many}` : "Rien ne porte ce nom ici.");
  }

  /* "=0 3": shows the sites at these places of the list; else a piece of the hypothesis, which is put or taken back. */
  function act(what) {
    if (what[0] !== "=") return document.dispatchEvent(new CustomEvent("piece", { detail: what }));
    const list = listOf();
    if (!list) return;
    document.getElementById("site-search").value = "";
    shown = { list, places: new Set(what.slice(1).split(" ").map(Number)) };
    search();
    list.closest(".card").scrollIntoView({ block: "nearest" });
    list.closest(".site-scroll").focus({ preventScroll: true });
  }

  /* Plotly tells a click on the plot itself; Dash would leave out the second click on one mark. */
  function listen(event) {
    const plot = event.target.closest?.(`${GRAPH} .js-plotly-plot`);
    if (!plot?.on || plot.dataset.acts) return;
    plot.dataset.acts = "1";
    plot.on("plotly_click", ({ points }) => {
      const what = points[0]?.customdata?.[2];
      if (what) act(what);
    });
  }

  document.addEventListener("pointerdown", listen, true);
  document.addEventListener("input", (event) => {
    if (event.target.id !== "site-search") return;
    shown = null;
    search();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-all-sites]")) return;
    shown = null;
    search();
    document.getElementById("site-search").focus();
  });
  document.addEventListener("written", search);
})();
