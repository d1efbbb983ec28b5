/* Thème: chosen before the first paint; load this file in <head>. The cookie `theme` wins over the system. */
(function () {
  "use strict";
  const root = document.documentElement;
  const saved = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
  const system = matchMedia("(prefers-color-scheme: dark)");
  if (!root.dataset.theme) apply(saved ? saved[1] : system.matches ? "dark" : "light");

  function apply(theme) {
    root.dataset.theme = theme;
  }

  function show() {
    const dark = root.dataset.theme === "dark";
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.setAttribute("aria-pressed", String(dark));
    }
  }

  function change(theme) {
    apply(theme);
    show();
    window.dash_clientside.set_props("theme", { data: theme });
  }

  if (window.cepTheme) return;
  window.cepTheme = { show };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    change(theme);
  });
  system.addEventListener("change", () => {
    if (!/(?:^|; )theme=/.test(document.cookie)) change(system.matches ? "dark" : "light");
  });
})();
