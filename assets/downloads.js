/* Téléchargements: asks for the preview of the table that the form describes; empty fields say nothing. */
(function () {
  "use strict";
  const form = (target) => target?.closest?.("#telechargement");

  function query(f) {
    const kept = [...new FormData(f)].filter(([, value]) => value !== "");
    return kept.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  }

  function cross(f) {
    const part = f.querySelector("[data-crossing]");
    const crossing = part.dataset.crossing.split(" ").includes(f.elements.table.value);
    part.classList.toggle("hidden", !crossing);
    part.disabled = !crossing;
  }

  async function show(f) {
    const place = document.getElementById("apercu");
    place.textContent = "Préparation de l’aperçu…";
    try {
      const version = new URLSearchParams(location.search).get("v");
      const answer = await fetch(`/fichiers/apercu?${query(f)}${version ? `&v=${encodeURIComponent(version)}` : ""}`);
      const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      const text = await answer.text();
      if (html) place.innerHTML = text;
      else place.textContent = text;
    } catch {
      place.textContent = "L’aperçu n’a pas pu être fait. Vérifiez la connexion, puis réessayez.";
    }
  }

  document.addEventListener("change", (event) => {
    const f = form(event.target);
    if (f) cross(f);
  });
  document.addEventListener("submit", (event) => {
    const f = form(event.target);
    if (!f) return;
    event.preventDefault();
    show(f);
  });
})();
