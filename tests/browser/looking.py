"""Looking at a page as a checker does: what moves, what is refused, what is not accessible, what is too wide."""

from axe_playwright_python.sync_playwright import Axe

WATCH = """
window.shift = 0;
window.refused = [];
window.problems = [];
const add = (list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
};
new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`);
});
window.addEventListener("error", (event) => window.problems.push(event.message));
window.addEventListener("unhandledrejection", (event) => window.problems.push(String(event.reason)));
"""


def open_page(context, address):
    """Open an address in a page of its own, as it looks once all its fonts are at hand; returns (page, response).

    A font that comes late is used from the next page on, so the address is opened twice.
    """
    page = watched(context)
    go(page, address)
    return page, go(page, address)


def watched(context):
    """A new page that notes how far things move, what its policy refuses and where scripts fail."""
    page = context.new_page()
    page.add_init_script(WATCH)
    return page


def go(page, address):
    """Open an address in a watched page and let its fonts arrive; returns the response. Scripts must not fail."""
    response = page.goto(address)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("window.problems") == []
    return response


def faults(page, response, width, status=200):
    """What is wrong with an open page: its status, movement, policy, accessibility, width."""
    if response.status != status:
        yield f"status {response.status}"
    # A tenth of what counts as good (Cumulative Layout Shift, web.dev/cls).
    if (shift := page.evaluate("window.shift")) > 0.01:
        yield f"layout shift {shift:.3f}"
    if refused := page.evaluate("window.refused"):
        yield f"content policy refused {refused}"
    for violation in violations(page):
        yield f"axe {violation['id']}: {violation['nodes'][0]['html'][:200]}"
    narrow = 320 if width == 390 else width  # WCAG 2.2, 1.4.10 Reflow
    page.set_viewport_size({"width": narrow, "height": 900})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": width, "height": 900})
    if overflow > 0:
        yield f"{overflow} px too wide"


def violations(page):
    """What axe-core finds wrong with an open page."""
    return Axe().run(page).response["violations"]
