// Lists: filters, chips, orders, tabs and pages without loading the whole page. Without this file they are a form and links.

const list = document.querySelector("[data-list]");
// What follows the list outside of it: its name, its addresses in each language.
const OUTSIDE = "head > title, link[rel=canonical], link[rel=alternate], .langs a";
let request = new AbortController();
let shown = location.search;

function swap(page) {
  const parts = [...page.querySelectorAll("[data-swap]")];
  if (!parts.length) throw new Error("no list");
  const focus = place(document.activeElement);
  const unfolded = [...list.querySelectorAll("details.more[open]")].map((more) => more.dataset.name);
  for (const part of parts) list.querySelector(`[data-swap="${part.dataset.swap}"]`).replaceChildren(...part.childNodes);
  for (const name of unfolded) list.querySelector(`details.more[data-name="${name}"]`)?.toggleAttribute("open", true);
  const present = [...document.querySelectorAll(OUTSIDE)];
  [...page.querySelectorAll(OUTSIDE)].forEach((fresh, n) => present[n]?.replaceWith(fresh));
  return focus;
}

// A selector that finds an element again in the next list, null where the next list has no such element.
function place(element) {
  if (!element || !list.contains(element)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  return element.name ? `[name="${element.name}"][value="${CSS.escape(element.value)}"]` : null;
}

async function show(url, { isBack = false, isPage = false } = {}) {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  list.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (signal.aborted) return;
    if (isBack && location.href !== url) return list.removeAttribute("aria-busy"); // forward again meanwhile
    const wasInside = list.contains(document.activeElement);
    const focus = swap(page);
    if (!isBack) history.pushState(null, "", url);
    shown = location.search;
    const results = document.getElementById("results");
    if (isPage) results.focus();
    else if (wasInside) ((focus && list.querySelector(focus)) || results).focus({ preventScroll: true });
    list.removeAttribute("aria-busy");
  } catch {
    if (signal.aborted) return;
    if (isBack) location.reload();
    else location.assign(url);
  }
}

list.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = [...new FormData(event.target)].filter(([, value]) => value.trim());
  const query = new URLSearchParams(given).toString();
  show(event.target.action + (query && `?${query}`));
});

list.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const isPlain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || link.pathname !== location.pathname || link.hash) return;
  event.preventDefault();
  show(link.href, { isPage: Boolean(link.closest(".pager")) });
});

addEventListener("popstate", () => {
  if (location.search !== shown) show(location.href, { isBack: true });
});
