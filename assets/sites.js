/* Lieux: the list that mirrors the map of sites, searched accents ignored, and what a click on a mark of the map does. */
(function () {
  "use strict";
  const GRAPH = "#territoires-carte-graph";
  let shown = null; // the sites of the mark that was clicked: { list, places }

  const LEAST = 2; // letters, before the whole country is searched
  let asking = null; // what the whole country was last searched for

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
    if (everywhere(list, asked)) return;
    const words = asked.split(" ").filter(Boolean);
    const says = (text) => words.every((word) => text.includes(word));
    const places = [...list.querySelectorAll("section li")];
    let count = 0;
    for (const group of list.querySelectorAll("section, :scope > li")) {
      const area = window.plainText(group.querySelector("h3, .go")?.textContent ?? "");
      const named = says(area);
      let found = 0;
      for (const item of group.querySelectorAll("li")) {
        const wanted = shown ? shown.places.has(places.indexOf(item)) : says(`${area} ${window.plainText(item.textContent)}`);
        item.hidden = !wanted;
        if (!item.hidden) found += 1;
      }
      group.hidden = !found && (shown ? true : !named);
      count += group.matches("li") ? Number(!group.hidden) : found;
    }
    const many = count > 1 ? "s" : "";
    if (shown) say(count > 1 ? `${count} lieux à cet endroit.` : "Le lieu choisi sur la carte.");
    else say(!asked ? "" : count ? `${count} résultat${many}` : "Rien ne porte ce nom ici.");
  }

  /* The list of the whole country is of territories: its sites are asked of the server. Whether it was. */
  function everywhere(list, asked) {
    const place = document.querySelector("[data-found-sites]");
    const isAsked = list.classList.contains("few") && asked.length >= LEAST;
    list.hidden = isAsked;
    if (!isAsked) {
      if (place.contains(document.activeElement)) document.getElementById("site-search").focus();
      place.replaceChildren();
      asking = null;
      return false;
    }
    const query = window.dash_clientside.filters.query();
    const address = `/territoires/lieux?${query ? `${query}&` : ""}cherche=${encodeURIComponent(asked)}`;
    if (address !== asking) {
      asking = address;
      fetch(address)
        .then((answer) => answer.text().then((text) => (answer.ok ? JSON.parse(text) : Promise.reject(answer.status))))
        .then((found) => asking === address && told(place, found))
        .catch(() => asking === address && say("La recherche n’a pas pu être faite. Réessayez."));
    }
    return true;
  }

  function told(place, { count, html }) {
    place.innerHTML = html;
    const listed = place.querySelectorAll("li").length;
    const many = count > 1 ? "s" : "";
    if (!count) say("Aucun lieu ouvert ne porte ce nom.");
    else say(count > listed ? `${count} lieux, les ${listed} premiers ici\u00a0: précisez.` : `${count} résultat${many}`);
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
