"""Réponses croisées: whatever the order in which answers come, the page ends as its address says."""

import pytest

from callbacks.pages import FILTERED
from layouts.markup import HTML

# Answers come up to a tenth of a second late, so that they cross.
LATE = """() => {
  const ask = window.fetch;
  window.late = 0;
  let turn = 0;
  window.fetch = async (...asked) => {
    window.late++;
    const wait = (turn++ * 37) % 101;
    try {
      const answer = await ask(...asked);
      await new Promise((done) => setTimeout(done, wait));
      return answer;
    } finally {
      window.late--;
    }
  };
}"""
# Goes through addresses faster than they are answered.
HURRY = """async ({ path, queries }) => {
  let turn = 0;
  for (const query of queries) {
    history.pushState({}, "", `${path}?${query}`);
    dispatchEvent(new PopStateEvent("popstate"));
    await new Promise((done) => setTimeout(done, (turn++ * 23) % 71));
  }
}"""
AT_REST = "() => window.late === 0"
# All that an answer writes in the view shown: markup, texts of cards, traces and layouts of charts.
SHOWN = """(names) => ({
  markup: names.map((name) => document.getElementById(name)).filter((slot) => !slot.closest(".pane.hidden"))
    .map((slot) => [slot.id, slot.innerHTML]),
  texts: [...document.querySelectorAll(".card h2, .card .subtitle, .card .sr")].map((text) => text.textContent),
  charts: [...document.querySelectorAll(".pane:not(.hidden) .js-plotly-plot")].filter((plot) => plot.offsetParent)
    .map((plot) => JSON.stringify([
      plot.data.map((trace) => [trace.type, trace.x, trace.y, trace.z, trace.locations, trace.text, trace.lon]),
      plot.layout.annotations?.map((one) => one.text), plot.layout.shapes?.map((one) => [one.path, one.x0, one.y0]),
    ])),
})"""
QUESTIONS = ("t=R76", "", "niv=dep&t=D31", "t=R76&sexe=F", "lec=de", "t=R53&lec=de", "niv=dep", "t=R53", "t=R76&lec=ao")
VIEWS = {
    "/": "vue=tableau",
    "/profils": "profil=tableau",
    "/recours": "volet=chomage",
    "/territoires": "couv=tableau",
    "/comparer": "ent=tableau&pt=regions",
}


@pytest.mark.parametrize("page", FILTERED, ids=lambda page: page.path)
def test_answers_that_cross_leave_the_page_as_its_address_says(window, page):
    path, view = page.path, VIEWS[page.path]
    slots = [name for name, of in page.outputs if of == HTML and name != page.ids.stage]
    asked = [f"{query}&{view}" if turn % 3 == 1 else query for turn, query in enumerate(QUESTIONS * 3)]
    window.open(path=path)
    window.page.evaluate(LATE)
    window.page.evaluate(HURRY, {"path": path, "queries": asked})
    assert window.until(AT_REST, 600)
    window.settle()
    crossed = window.page.evaluate(SHOWN, slots)
    window.open(window.query, path)
    fresh = window.page.evaluate(SHOWN, slots)
    assert fresh["charts"] and len(fresh["markup"]) > 8
    for kind in fresh:
        assert crossed[kind] == fresh[kind], kind
