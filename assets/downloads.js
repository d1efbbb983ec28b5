/* Téléchargements: the form offers what changes the chosen tables, its address holds the choice, the preview is asked. */
(function () {
  "use strict";
  const form = (target) => target?.closest?.("#telechargement");
  const ready = new WeakSet();

  function query(f) {
    const kept = [...new FormData(f)].filter(([, value]) => value !== "");
    const version = new URLSearchParams(location.search).get("v");
    if (version) kept.push(["v", version]);
    return kept.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  }

  function offer(part, is) {
    part.hidden = !is;
    for (const field of part.matches("fieldset") ? [part] : part.querySelectorAll("select")) field.disabled = !is;
  }

  /* What the list says of each chosen table, its own first. */
  function chosen(f) {
    const list = f.querySelector("select[name=table]");
    for (const box of f.querySelectorAll("input[name=table]")) {
      box.disabled = box.value === list.value;
      box.closest("label").hidden = box.disabled;
    }
    const names = [...f.querySelectorAll("input[name=table]:checked:enabled")].map((box) => box.value);
    return [list.value, ...names].map((name) => [...list.options].find((o) => o.value === name).dataset);
  }

  /* A field is there for the tables that it changes, unless the dimension that it fixes is crossed. */
  function sync(f) {
    const tables = chosen(f);
    const crosses = tables.some(({ crossing }) => crossing !== undefined);
    offer(f.querySelector("[data-dimensions]"), crosses);
    const crossed = crosses ? [...f.querySelectorAll("[name=dim]:checked")].map((box) => box.value) : [];
    const reads = ({ keys, crossing }, key) =>
      keys.split(" ").includes(key) && !(crossing !== undefined && crossed.includes(key));
    for (const field of f.querySelectorAll(".fields > .field")) {
      const key = field.querySelector("select").name;
      offer(field, tables.some((table) => reads(table, key)));
    }
    for (const group of f.querySelectorAll("fieldset:has(.fields)")) {
      group.hidden = !group.querySelector(".field:not([hidden])");
    }
    f.querySelector("p[data-measures]").textContent = tables[0].measures;
  }

  async function show(f) {
    const place = document.getElementById("apercu");
    place.textContent = "Préparation de l’aperçu…";
    try {
      const answer = await fetch(`/fichiers/apercu?${query(f)}`);
      const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      const text = await answer.text();
      if (html) place.innerHTML = text;
      else place.textContent = text;
    } catch {
      place.textContent = "L’aperçu n’a pas pu être fait. Vérifiez la connexion, puis réessayez.";
    }
  }

  document.addEventListener("written", () => {
    const f = document.getElementById("telechargement");
    if (!f || ready.has(f)) return;
    ready.add(f);
    sync(f);
    if (f.dataset.asked !== undefined) show(f);
  });
  document.addEventListener("change", (event) => {
    const f = form(event.target);
    if (!f) return;
    sync(f);
    document.getElementById("apercu").replaceChildren();
  });
  document.addEventListener("submit", (event) => {
    const f = form(event.target);
    if (!f) return;
    event.preventDefault();
    history.replaceState(history.state, "", `${location.pathname}?${query(f)}`);
    show(f);
  });
})();
