"""One tab of the browser: what it asked of the network, what it complained of, and when it is at rest."""

from urllib.parse import parse_qs, urlsplit

# Two frames: what a click set in motion has left for the server, what the server answered is drawn.
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Takes another view inside the application, as the back button does.
TRAVEL = """(address) => {
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}"""
# Undoes what a visitor may have left on a page, by the page's own means.
LEAVE = """() => {
  if (document.documentElement.dataset.theme === "dark") document.querySelector("[data-theme-toggle]")?.click();
  for (const menu of document.querySelectorAll("details.pop[open]")) menu.open = false;
}"""
# Whether nothing but the address tells this page from one just loaded.
TIDY = """() => !!document.querySelector("#page h1") && !document.querySelector("#filters:not([data-ready])")
  && document.documentElement.dataset.theme === "light" && !document.fullscreenElement
  && !document.querySelector(".filling, details[open], #problems p, [aria-modal]")"""
# Centre of the widest run of pixels of an area of the map on one line, so that a mouse can click on it.
INSIDE = """(code) => {
  const paths = [...document.querySelectorAll("#map-graph .choroplethlayer .trace path")];
  const path = paths.filter((p) => p.__data__.loc === code).at(1);
  if (!path) return null;
  path.scrollIntoView({ block: "center", behavior: "instant" });
  const box = path.getBoundingClientRect();
  const matrix = path.getScreenCTM().inverse();
  let best = null;
  for (let i = 1; i < 24; i++) {
    const y = box.top + (box.height * i) / 24;
    let from = null;
    for (let x = box.left; x <= box.right + 1; x++) {
      const inside = path.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix));
      if (inside && from === null) from = x;
      if (!inside && from !== null) {
        if (!best || x - from > best.width) best = { width: x - from, x: (x + from) / 2, y };
        from = null;
      }
    }
  }
  return best;
}"""


class Window:
    """A page of `context` on `site`, watched: `requests` (addresses), `errors` (console, page, failed requests)."""

    def __init__(self, context, site):
        self.site = site
        self.page = context.new_page()
        self.requests = []
        self.errors = []
        self._pending = set()
        self.page.on("request", self._asked)
        self.page.on("requestfinished", lambda request: self._pending.discard(request))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(f"page: {error}"))

    def open(self, query="", path="/"):
        """Load the page anew and wait until it is at rest."""
        self.page.goto(self.site + path + (f"?{query}" if query else ""))
        self.settle()

    def travel(self, query="", path="/"):
        """Take the view of `query` on a page without loading the document, unless it is of another release."""
        if parse_qs(query).get("v") != parse_qs(self.query).get("v"):
            self.open(query, path)
            return
        self.page.evaluate(TRAVEL, path + (f"?{query}" if query else ""))
        self.settle()

    def go_home(self, path):
        """Come to a page at its defaults, as if just loaded. Loading takes seconds: it is done only where a test left
        more than can be undone."""
        self.page.emulate_media(media="null", color_scheme="light")
        self.page.evaluate(LEAVE)
        self.travel(path=path)
        if not self.page.evaluate(TIDY):
            self.open(path=path)
        self.page.context.clear_cookies()
        self.page.mouse.move(0, 0)
        self.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")

    def settle(self):
        """Wait until no request is under way for four frames."""
        quiet = 0
        for _ in range(400):
            self.page.evaluate(FRAMES)
            quiet = 0 if self._pending else quiet + 1
            if quiet == 2 and self.page.evaluate("!document.querySelector('._dash-loading')"):
                return
        raise TimeoutError(f"never at rest: {[r.url for r in self._pending]}")

    def until(self, condition, frames=120):
        """Wait until a script is true; says whether it became so. The page's own policy forbids Playwright's poll."""
        for _ in range(frames):
            if self.page.evaluate(condition):
                return True
            self.page.evaluate(FRAMES)
        return False

    @property
    def query(self):
        return urlsplit(self.page.url).query

    @property
    def foreign(self):
        """Requests to another host; data and blob addresses stay in the browser."""
        return [r for r in self.requests if not r.startswith((self.site + "/", "data:", "blob:"))]

    def hover_area(self, code):
        """Put the mouse on the map, inside the area of Insee code `code`."""
        place = self.page.evaluate(INSIDE, code)
        assert place, f"the map has no area {code}"
        self.page.mouse.move(0, 0)
        self.page.locator("#map-graph .hoverlayer text").first.wait_for(state="detached")
        self.page.mouse.move(place["x"], place["y"])
        self.page.locator("#map-graph .hoverlayer text").first.wait_for()
        return place

    def click_area(self, code):
        place = self.hover_area(code)
        self.page.mouse.click(place["x"], place["y"])
        self.settle()

    def _asked(self, request):
        self.requests.append(request.url)
        self._pending.add(request)

    def _failed(self, request):
        self._pending.discard(request)
        # A download leaves its request unanswered, a page that is left too.
        if request.failure != "net::ERR_ABORTED":
            self.errors.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response):
        if response.status >= 400:
            self.errors.append(f"{response.status}: {response.url}")

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(f"console {message.type}: {message.text}")
