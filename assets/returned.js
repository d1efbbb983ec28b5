/* Fichier revenu: sends the file that was chosen or dropped on the page, and shows what the server says of it. */
(function () {
  "use strict";
  const ADDRESS = "/fichiers/retour";
  const form = () => document.getElementById("verification");

  /* `said` when there is nothing to ask the server. */
  function problem(files, input) {
    if (files.length > 1) return "Déposez un seul fichier à la fois.";
    return files[0].size > Number(input.dataset.most) ? input.dataset.heavy : "";
  }

  async function send(files) {
    const place = document.getElementById("retour-resultat");
    const said = problem(files, form().elements.fichier);
    place.textContent = said || "Vérification du fichier…";
    place.scrollIntoView({ block: "nearest" });
    if (!said) {
      const body = new FormData();
      body.append("fichier", files[0]);
      try {
        const answer = await fetch(ADDRESS, { method: "POST", body });
        const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
        const text = await answer.text();
        if (html) place.innerHTML = text;
        else place.textContent = text;
      } catch {
        place.textContent = "Le fichier n’a pas pu être envoyé. Vérifiez la connexion, puis réessayez.";
      }
    }
    form()?.reset();
  }

  document.addEventListener("change", (event) => {
    if (event.target.closest?.("#verification") && event.target.files?.length) send(event.target.files);
  });
  /* A file dropped beside its place would open in the browser instead. */
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!form() || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form().classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) send(event.dataTransfer.files);
    });
  }
})();
