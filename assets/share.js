/* Partager: copies the address of this very view, with the period and the release that it shows. */
(function () {
  "use strict";

  function permalink() {
    const url = new URL(location.href);
    const release = document.querySelector("[data-release]")?.dataset.release;
    url.searchParams.delete("projection");
    const { du, au } = window.dash_clientside.filters.current();
    if (du) url.searchParams.set("du", du);
    if (au) url.searchParams.set("au", au);
    if (release) url.searchParams.set("v", release);
    url.hash = "";
    return url.toString();
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without HTTPS or permission there is only the old way.
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    const done = await copy(permalink());
    button.focus();
    window.dash_clientside.shell.announce(done ? "Lien copié" : "Copiez l’adresse affichée par le navigateur.");
  });
})();
