// Suggestions below a search field: an editable combobox with a list and manual selection
// (WAI-ARIA Authoring Practices, "Combobox"). Without this file the field is a plain form.

import { say } from "./live.js";

const PAUSE = 160; // milliseconds after the last key

function enhance(form) {
  const input = form.querySelector("input[type=search]");
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-suggestions`, className: "find__list", hidden: true });
  let options = [], active = -1, timer, request;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  form.append(list);

  function show(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    choose(-1);
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    show(false);
  }

  function choose(index) {
    active = index;
    list.childNodes.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.childNodes[index].id);
    list.childNodes[index].scrollIntoView({ block: "nearest" });
  }

  function draw({ suggestions, announcement }) {
    options = suggestions;
    list.replaceChildren(...suggestions.map((suggestion, i) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${i}` });
      const text = Object.assign(document.createElement("span"), { lang: suggestion.lang, dir: suggestion.dir, textContent: suggestion.text });
      const kind = Object.assign(document.createElement("small"), { textContent: suggestion.kind });
      option.setAttribute("role", "option");
      option.append(text, " ", kind);
      return option;
    }));
    show(suggestions.length > 0);
    say(announcement);
  }

  async function ask() {
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: input.value })}`, { signal: request.signal });
      if (answer.ok) draw(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function askSoon() {
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(ask, PAUSE);
    else close();
  }

  // Each returns whether the key was used up.
  const keys = {
    ArrowDown: (event) => move(event, 1),
    ArrowUp: (event) => move(event, -1),
    Enter: () => active >= 0 && follow(active),
    Escape: () => !list.hidden && (close(), true),
    Tab: () => close(),
    Home: () => choose(-1),
    End: () => choose(-1),
    ArrowLeft: () => choose(-1),
    ArrowRight: () => choose(-1),
  };

  // From the field to the first or last option, and past an end back to the field.
  function move(event, step) {
    if (list.hidden) {
      if (options.length && input.value.trim()) show(true);
      else askSoon();
      if (event.altKey || list.hidden) return true;
    } else if (event.altKey) {
      show(false);
      return true;
    }
    const places = options.length + 1;
    choose(((active + 1 + step + places) % places) - 1);
    return true;
  }

  function follow(index) {
    close(); // for whoever comes back to the page as it was
    location.assign(options[index].url);
    return true;
  }

  input.addEventListener("input", askSoon);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (!event.isComposing && keys[event.key]?.(event)) event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) follow([...list.childNodes].indexOf(option));
  });
}

for (const form of document.querySelectorAll("form[data-suggestions]")) enhance(form);
