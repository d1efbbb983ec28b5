/* Panne: a question that gets no answer is said on the page, where the figures are still those of the choice before. */
(function () {
  "use strict";
  const ASKED = /\/_dash-(update-component|layout|dependencies)/;
  const SILENT = "Le service ne répond pas.";
  const ADVICE =
    "Les chiffres affichés restent ceux du choix précédent\u202f; vos filtres sont gardés dans l’adresse de la page.";
  const ask = window.fetch;
  let notice = null;

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function say(message) {
    notice?.remove();
    notice = element("div", "outage state error no-print", "");
    const reload = element("a", "control", "Recharger la page");
    reload.href = "";
    notice.append(element("strong", "", message), element("p", "", ADVICE), reload);
    notice.setAttribute("role", "alert");
    document.body.append(notice);
    document.dispatchEvent(new Event("outage"));
  }

  function heal() {
    notice?.remove();
    notice = null;
  }

  /* The server's own sentence when it has one (callbacks/errors.py), never a page of a proxy. */
  async function reason(response) {
    const plain = response.headers.get("content-type")?.startsWith("text/plain");
    return (plain && (await response.clone().text()).trim().slice(0, 300)) || SILENT;
  }

  window.fetch = async (...asked) => {
    const watched = ASKED.test(String(asked[0]?.url ?? asked[0]));
    try {
      const response = await ask(...asked);
      if (watched && response.ok) heal();
      else if (watched) say(await reason(response));
      return response;
    } catch (error) {
      if (watched && error.name !== "AbortError") say(SILENT);
      throw error;
    }
  };
})();
