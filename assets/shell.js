/* Coque: theme and width for the server's figures, the current page, the phone menu, the announcements. */
(function () {
  "use strict";
  // Drawn for a width, a card in full screen is drawn smaller, then enlarged (cards.css).
  const ENLARGED = ":is(#series, #comparer-portrait, #profils-dissemblance):is(:fullscreen, .filling)";
  let known = null;
  let arrived = false;
  let timer;

  function width() {
    const pixels = innerWidth > 800 && document.querySelector(ENLARGED) ? innerWidth / 1.6 : innerWidth;
    known = pixels <= 600 ? "narrow" : pixels <= 900 ? "small" : pixels <= 1100 ? "medium" : "wide";
    return known;
  }

  window.addEventListener("resize", () => {
    const before = known;
    if (width() !== before) window.dash_clientside.set_props("viewport", { data: known });
  });

  function menu(open) {
    const button = document.querySelector(".menu-button");
    button?.setAttribute("aria-expanded", String(open));
    document.getElementById("menu")?.classList.toggle("open", open);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".menu-button");
    if (button) menu(button.getAttribute("aria-expanded") !== "true");
    else if (!event.target.closest("#menu") || event.target.closest("a")) menu(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.querySelector("#menu.open")) return;
    menu(false);
    document.querySelector(".menu-button").focus();
  });

  /* A link written in markup to another page changes the page as a link of the menu does, without reloading. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".markup a[href^='/']");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.hasAttribute("download") || link.pathname === location.pathname) return;
    if (![...document.querySelectorAll(".nav-link")].some((other) => other.pathname === link.pathname)) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    shell: {
      browser: () => [document.documentElement.dataset.theme, width()],

      /* A page was shown: title, current link, and after the first one the focus on its content. */
      arrive: (page, path) => {
        for (const link of document.querySelectorAll(".nav-link")) {
          const here = link.pathname === path;
          if (here) link.setAttribute("aria-current", "page");
          else link.removeAttribute("aria-current");
          if (here) document.title = `${link.textContent} – Observatoire CEP`;
        }
        // A page that is not in the menu.
        const title = document.querySelector("#page h1")?.textContent;
        if (title && !document.querySelector(".nav-link[aria-current]")) document.title = `${title} – Observatoire CEP`;
        window.cepTheme?.show();
        if (arrived && page) document.getElementById("contenu")?.focus({ preventScroll: true });
        requestAnimationFrame(() => document.getElementById(location.hash.slice(1))?.scrollIntoView());
        arrived = arrived || Boolean(page);
      },

      announce: (message) => {
        const live = document.getElementById("live");
        live.textContent = message;
        clearTimeout(timer);
        timer = setTimeout(() => (live.textContent = ""), 4000);
      },
    },
  });
})();
