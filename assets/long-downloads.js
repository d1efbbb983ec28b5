/* Longs téléchargements: a file of many rows says how far it is, and may be stopped; the server stops with it. */
(function () {
  "use strict";
  const running = new WeakMap();
  const weight = (bytes) => {
    const text = (bytes / 1e6).toLocaleString("fr-FR", { maximumFractionDigits: bytes < 1e7 ? 1 : 0 });
    return `${text}\u202fMo`;
  };

  function named(answer) {
    return /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "")?.[1] ?? "";
  }

  function save(blob, name) {
    const address = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  function counted(body, tell) {
    let received = 0;
    return body.pipeThrough(
      new TransformStream({
        transform(chunk, controller) {
          received += chunk.byteLength;
          tell(received);
          controller.enqueue(chunk);
        },
      }),
    );
  }

  /* `expected`: bytes of the whole, as far as the preview knows; 0 when it does not. */
  async function take(link, place) {
    const stop = new AbortController();
    running.set(place, stop);
    const expected = Number(link.dataset.long);
    const bar = Object.assign(document.createElement("progress"), { max: 1 });
    bar.setAttribute("aria-label", "Avancement du téléchargement");
    const said = document.createElement("span");
    const cancel = Object.assign(document.createElement("button"), { type: "button", className: "control" });
    cancel.textContent = "Annuler";
    cancel.addEventListener("click", () => stop.abort());
    place.replaceChildren(bar, said, cancel);
    const ended = (text) => {
      place.textContent = text;
      window.dash_clientside.shell.announce(text);
    };
    said.textContent = "Préparation du fichier…";
    try {
      const answer = await fetch(link.href, { signal: stop.signal });
      if (!answer.ok) throw new Error(await answer.text());
      const body = counted(answer.body, (received) => {
        if (expected) bar.value = Math.min(received / expected, 0.99);
        said.textContent = weight(received) + (expected ? ` sur environ ${weight(expected)}` : " reçus");
      });
      const blob = await new Response(body, { headers: { "Content-Type": answer.headers.get("Content-Type") } }).blob();
      save(blob, named(answer));
      ended(`Fichier téléchargé, ${weight(blob.size)}`);
    } catch (error) {
      const lost = error instanceof TypeError;
      const broken = lost ? "Le fichier n’est pas arrivé entier. Vérifiez la connexion, puis réessayez." : error.message;
      ended(stop.signal.aborted ? "Téléchargement annulé" : broken);
    } finally {
      running.delete(place);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-long]");
    const place = document.getElementById("avancement");
    if (!link || !place || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    running.get(place)?.abort();
    take(link, place);
  });
})();
