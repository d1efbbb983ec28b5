/* Groupes de boutons (tuiles, lignes du tableau): one stop for Tab, arrows move inside. */
(function () {
  "use strict";
  const buttons = (group) => [...group.querySelectorAll("button")];

  function settle(group, current) {
    const all = buttons(group);
    const chosen = current || all.find((b) => b.matches("[aria-pressed=true], [aria-current]")) || all[0];
    for (const button of all) button.tabIndex = button === chosen ? 0 : -1;
  }

  /* The nearest button in the direction (dx, dy), straight ahead before aside. */
  function towards(from, all, dx, dy) {
    const centre = (b) => {
      const box = b.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    };
    const [x, y] = centre(from);
    let best = null;
    let least = Infinity;
    for (const button of all) {
      const [bx, by] = centre(button);
      const ahead = (bx - x) * dx + (by - y) * dy;
      const aside = Math.abs((bx - x) * dy) + Math.abs((by - y) * dx);
      if (ahead < 4 || ahead + 2 * aside >= least) continue;
      best = button;
      least = ahead + 2 * aside;
    }
    return best;
  }

  document.addEventListener("written", (event) => {
    for (const group of event.target.querySelectorAll("[data-roving]")) {
      const active = document.activeElement;
      settle(group, group.contains(active) ? active : null);
    }
  });
  document.addEventListener("keydown", (event) => {
    const group = event.target.closest?.("[data-roving]");
    if (!group || document.documentElement.hasAttribute("data-projection")) return;
    const all = buttons(group);
    const next = {
      ArrowLeft: () => towards(event.target, all, -1, 0),
      ArrowRight: () => towards(event.target, all, 1, 0),
      ArrowUp: () => towards(event.target, all, 0, -1),
      ArrowDown: () => towards(event.target, all, 0, 1),
      Home: () => all[0],
      End: () => all[all.length - 1],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    const button = next();
    if (!button) return;
    settle(group, button);
    button.focus();
  });
})();
