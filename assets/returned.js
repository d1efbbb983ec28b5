/* Fichier revenu: sends the file that was chosen or dropped, and shows what the server says of it. */
(function () {
  "use strict";
  const ADDRESS = "/fichiers/retour";

  async function send(form, file) {
    const place = document.getElementById("retour-resultat");
    const body = new FormData();
    body.append("fichier", file);
    place.textContent = "Vérification du fichier…";
    try {
      const answer = await fetch(ADDRESS, { method: "POST", body });
      const html = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      const text = await answer.text();
      if (html) place.innerHTML = text;
      else place.textContent = text;
    } catch {
      place.textContent = "Le fichier n’a pas pu être envoyé. Vérifiez la connexion, puis réessayez.";
    }
    form.reset();
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("#verification");
    if (form && event.target.files?.length) send(form, event.target.files[0]);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.("#verification");
      if (!form) return;
      event.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) send(form, event.dataTransfer.files[0]);
    });
  }
})();
