"""Écrans: every page at the four sizes, light and dark, into build/screens, to be looked at beside the design.

python -m tests.browser.screens        on the release of CEP_DATA_DIR (var/ by default)
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.server import serving

SIZES = {"1920x1080": (1920, 1080), "1366x768": (1366, 768), "1024x768": (1024, 768), "390x844": (390, 844)}
SCREENS = {
    "acces": "/?t=R76",
    "acces-departements": "/?t=R76&niv=dep",
    "acces-tuiles": "/?t=R76&vue=tuiles&serie=tableau",
    "acces-part": "/?t=R24&age=a15",
    "acces-rupture": "/?du=2015-01&au=2018-07",
    "projection": "/?t=R76&projection=1",
    "profils": "/profils",
    "profils-region": "/profils?t=R76&cote=deux&dis=csp&paire=c3-c6",
    "profils-tableau": "/profils?t=R94&profil=tableau&dv=tableau",
    "profils-departement": "/profils?niv=dep&t=D31",
    "comparer": "/comparer?t=R76&t2=R93",
    "comparer-classement": "/comparer?t=R32&avec=R93&axe=croise&std=classement&pt=regions",
    "comparer-departements": "/comparer?t=D31&niv=dep",
    "comparer-tableaux": "/comparer?t=R76&ecart=tableau&ent=tableau&pt=tableau&std=tableau",
    "comparer-france": "/comparer",
    "comparer-rupture": "/comparer?t=R76&du=2016-01&au=2017-12",
    "territoires": "/territoires?t=R76",
    "territoires-france": "/territoires",
    "territoires-score": "/territoires?t=R76&terr=score",
    "territoires-departement": "/territoires?t=D31&niv=dep",
    "territoires-tableaux": "/territoires?t=R11&lieux=tableau&couv=tableau",
    "recours": "/recours?t=R76",
    "recours-evolution": "/recours?flux=evolution",
    "recours-motifs": "/recours?volet=motifs",
    "recours-sorties": "/recours?volet=sorties",
    "recours-chomage": "/recours?volet=chomage&t=R76",
    "recours-signaux": "/recours?volet=signaux&sig=diversity",
    "recours-chiffres": "/recours?volet=chiffres",
    "territoires-hypothese": "/territoires?t=R76&terr=hypothese&hyp=fpole-emploi_demo-pole-emploi-0716~a09122_7",
    "seance": "/seance?d=1~Occitanie~map!t.R76~series!t.R76~recours-exits!t.R76!volet.sorties",
    "seance-salle": "/seance?d=1~Occitanie~map!t.R76~series!t.R76~recours-exits!t.R76!volet.sorties",
    "donnees": "/donnees",
    "methode": "/methode",
}
# What fills the screen and no more.
ON_SCREEN = ("projection", "seance-salle")
FOLDER = Path("build/screens")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving("app:server", {}) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for theme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
                page = context.new_page()
                for name, address in SCREENS.items():
                    page.goto(f"http://127.0.0.1:{server.port}{address}", wait_until="networkidle")
                    if name == "seance-salle":
                        page.locator("[data-seance=start]").click()
                        page.locator("#seance-room[aria-busy=false]").wait_for()
                    page.screenshot(path=FOLDER / f"{name}-{size}-{theme}.png", full_page=name not in ON_SCREEN)
                    print(f"{name}-{size}-{theme}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
