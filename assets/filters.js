/* Filtres: the form #filters is the state; its fields are the keys of the URL. A change becomes a query string, which goes
   to the address bar and to the store that the form names; the server answers from that store. */
(function () {
  "use strict";
  let values = null; // what the form holds: { key: raw value }
  let query = null; // the query string of `values`

  let pending = false;

  const form = () => document.getElementById("filters");
  const defaults = (f) => Object.fromEntries(new URLSearchParams(f.dataset.defaults));

  function fill(f) {
    for (const field of f.elements) {
      if (field.dataset.without) field.checked = !values.ope.split("-").includes(field.dataset.without);
      if (!(field.name in values)) continue;
      if (field.type === "radio") field.checked = field.value === values[field.name];
      else if (field.type === "checkbox") field.checked = values[field.name].split("-").includes(field.value);
      else field.value = values[field.name];
    }
  }

  function encode(f) {
    const given = defaults(f);
    const parts = Object.keys(given)
      .filter((key) => values[key] !== given[key])
      .map((key) => `${key}=${encodeURIComponent(values[key])}`);
    // The version of the keys, once there are two: see filters.py.
    return [...parts, ...(parts.length && f.dataset.keys ? [f.dataset.keys] : [])].join("&");
  }

  /* What one field imposes on another; the server applies the same rules to territories (Filters.change). */
  function cohere(next, patch) {
    if (next.t[0] === "D" && next.niv === "reg") {
      if ("niv" in patch && !("t" in patch)) next.t = regionOf(next.t);
      else next.niv = "dep";
    }
    if (next.t === next.avec) next.avec = "FR";
    if (next.t === next.t2) next.t2 = "";
    if (next.du > next.au) {
      if ("au" in patch) next.du = next.au;
      else next.au = next.du;
    }
    const refused = next.ope === "";
    if (refused) next.ope = values.ope;
    say("operators", refused ? "Au moins une famille d’opérateurs est conservée." : "");
    return next;
  }

  function regionOf(department) {
    return document.querySelector(`#territory-list [data-set="t=${department}"]`)?.dataset.region || "FR";
  }

  function say(name, message) {
    const place = document.querySelector(`[data-message=${name}]`);
    if (place && place.textContent !== message) place.textContent = message;
  }

  /* Shows the state where it is not a field: pressed buttons, panes, file links, projector. */
  function show() {
    for (const button of document.querySelectorAll("[data-mark]")) {
      const patch = new URLSearchParams(button.dataset.set);
      const same = button.dataset.mark.split(" ").every((key) => values[key] === patch.get(key));
      button.setAttribute("aria-pressed", String(same));
    }
    for (const holder of document.querySelectorAll("[data-view-of]")) {
      holder.dataset.view = values[holder.dataset.viewOf];
      for (const pane of holder.querySelectorAll("[data-pane]")) {
        pane.classList.toggle("hidden", pane.dataset.pane !== holder.dataset.view);
      }
    }
    for (const link of document.querySelectorAll("[data-file]")) {
      link.href = link.dataset.file + (query ? `&${query}` : "");
    }
    document.documentElement.toggleAttribute("data-projection", values.projection === "1");
    carry();
  }

  /* The menu takes the question, not the views, to the other pages that answer filters. */
  function carry() {
    const views = form().dataset.views.split(" ");
    const kept = query.split("&").filter((part) => part && !views.includes(part.split("=")[0]));
    for (const link of document.querySelectorAll(".nav-link.carries")) {
      const href = link.pathname + (kept.length ? `?${kept.join("&")}` : "");
      if (link.getAttribute("href") !== href) window.dash_clientside.set_props(link.id, { href });
    }
  }

  function change(patch) {
    const f = form();
    if (!f || !values) return;
    values = cohere({ ...values, ...patch }, patch);
    fill(f);
    const next = encode(f);
    if (next !== query) {
      query = next;
      history.pushState({}, "", location.pathname + (query ? `?${query}` : ""));
      window.dash_clientside.set_props(f.dataset.store, { data: query });
    }
    show();
  }

  /* Markup was written: a new form brings its state, and the address is made canonical without a new entry. */
  function arrive() {
    pending = false;
    const f = form();
    if (!f) {
      document.documentElement.removeAttribute("data-projection");
      return;
    }
    if (!f.dataset.ready) {
      f.dataset.ready = "1";
      values = Object.fromEntries(new URLSearchParams(f.dataset.values));
      query = encode(f);
      const address = location.pathname + (query ? `?${query}` : "");
      if (address !== location.pathname + location.search) history.replaceState({}, "", address + location.hash);
    }
    show();
  }

  /* Takes the state of the address: back and forward buttons, links inside the application. Another release has other
     months and another default period: its page is asked anew. */
  function restore() {
    const f = form();
    if (!f || !values || location.pathname !== f.dataset.path) return;
    const given = defaults(f);
    const asked = new URLSearchParams(location.search);
    if ((asked.get("v") ?? given.v) !== values.v) {
      location.reload();
      return;
    }
    values = Object.fromEntries(Object.keys(given).map((key) => [key, asked.get(key) ?? given[key]]));
    fill(f);
    const next = encode(f);
    if (next !== query) {
      query = next;
      window.dash_clientside.set_props(f.dataset.store, { data: query });
    }
    show();
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.form || field.form !== form() || !values) return;
    if (field.dataset.without) {
      const families = defaults(form()).ope.split("-");
      const kept = values.ope.split("-");
      const code = field.dataset.without;
      change({ ope: families.filter((f) => (f === code ? !field.checked : kept.includes(f))).join("-") });
    } else if (field.name) {
      change({ [field.name]: new FormData(form()).getAll(field.name).join("-") });
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set]");
    if (button) change(Object.fromEntries(new URLSearchParams(button.dataset.set)));
  });
  document.addEventListener("submit", (event) => {
    if (event.target === form()) event.preventDefault();
  });
  document.addEventListener("written", () => {
    if (!pending) queueMicrotask(arrive);
    pending = true;
  });
  window.addEventListener("popstate", restore);
  window.addEventListener("_dashprivate_pushstate", restore);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    filters: {
      change,
      current: () => ({ ...values }),
      query: () => query,

      label: (state) => {
        if (!state) return;
        for (const place of document.querySelectorAll("[data-label]")) {
          const text = state[place.dataset.label];
          if (text === undefined || place.dataset.label === "chips") continue;
          place.textContent = text;
        }
        const chips = document.querySelector("[data-label=chips]");
        if (!chips || chips.innerHTML === state.chips) return;
        const focused = chips.contains(document.activeElement);
        chips.innerHTML = state.chips;
        if (focused) (chips.querySelector("button") || chips).focus();
      },

      /* A click on an area of the map: a region opens on its departments (figures/area_map.py puts its id first in customdata). */
      click: (data) => {
        const [area, , act] = data?.points?.[0]?.customdata ?? [];
        // A mark that does something else says so (assets/sites.js).
        if (!area || act) return;
        const departments = document.querySelectorAll(`#territory-list [data-region="${area}"]`).length;
        change(departments > 1 ? { t: area, niv: "dep" } : { t: area });
      },

      /* A click on a chart whose areas are all compared: the one clicked is the territory. */
      pick: (data) => {
        const area = data?.points?.[0]?.customdata?.[0];
        if (area) change({ t: area });
      },
    },
  });
})();
