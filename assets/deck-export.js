/* Export d'une séance: asks for the file of the deck beside the button, says how far it is, and may be stopped. */
(function () {
  "use strict";
  const TYPES = { pptx: "PPTX", pdf: "PDF" };
  const running = new WeakMap();

  async function* lines(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      const parts = (rest + (value || "")).split("\n");
      rest = parts.pop();
      for (const part of parts) yield JSON.parse(part);
      if (done) return;
    }
  }

  async function save({ name, type, content }) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    const link = Object.assign(document.createElement("a"), { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  async function make(box, kind) {
    const stop = new AbortController();
    running.set(box, stop);
    const said = box.querySelector(".deck-progress");
    const cancel = box.querySelector("[data-deck-cancel]");
    const buttons = box.querySelectorAll("[data-deck-file]");
    const busy = (is) => {
      cancel.classList.toggle("hidden", !is);
      for (const button of buttons) button.disabled = is;
    };
    busy(true);
    said.textContent = `${TYPES[kind]}\u00a0: préparation…`;
    try {
      const body = new URLSearchParams({ d: box.dataset.deck, suivi: "1" });
      const answer = await fetch(`/seance.${kind}`, { method: "POST", body, signal: stop.signal });
      if (!answer.ok) {
        said.textContent = await answer.text();
        return;
      }
      let saved = false;
      for await (const told of lines(answer.body)) {
        if (told.error) throw new Error(told.error);
        if (told.content) {
          await save(told);
          saved = true;
        } else said.textContent = `${TYPES[kind]}\u00a0: diapositive ${told.done} sur ${told.of}`;
      }
      if (!saved) throw new Error("Le fichier n’est pas arrivé entier. Réessayez.");
      said.textContent = `${TYPES[kind]} téléchargé`;
    } catch (error) {
      const stopped = stop.signal.aborted;
      const lost = error instanceof TypeError;
      said.textContent = stopped
        ? "Export annulé"
        : lost
          ? "Le serveur ne répond pas. Vérifiez la connexion, puis réessayez."
          : error.message;
    } finally {
      running.delete(box);
      busy(false);
    }
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".deck-export");
    if (!box) return;
    const button = event.target.closest("[data-deck-file]");
    if (button && !running.has(box)) make(box, button.dataset.deckFile);
    else if (event.target.closest("[data-deck-cancel]")) running.get(box)?.abort();
  });
})();
