// One strip of languages for the whole form: it shows the panels of one language and says how far each one is.
const strip = document.querySelector("[data-language-strip]");
const form = strip?.closest("form");
const KEY = "desk-language";

const fields = (language) => [...form.querySelectorAll(`.inline-related:not(.empty-form) .language-${language} .desk-field, form > div > .language-${language} .desk-field`)];
const text = (field) => {
  const input = field.querySelector("textarea, input, select");
  return (input ? input.value : field.querySelector(".readonly > [lang]")?.textContent ?? "").replace(/<[^>]*>/g, "").trim();
};

const count = (buttons) => {
  const written = Object.fromEntries(buttons.map(({ dataset }) => [dataset.language, fields(dataset.language).map((field) => text(field) !== "")]));
  const wanted = Object.values(written)[0].map((_, i) => Object.values(written).some((list) => list[i]));
  for (const button of buttons) {
    const list = written[button.dataset.language];
    const numbers = { written: list.filter(Boolean).length, all: wanted.filter(Boolean).length };
    button.querySelector("[data-written]").textContent = strip.dataset.count.replace(/%\((\w+)\)s/g, (_, name) => numbers[name]);
  }
};

const choose = (buttons, language) => {
  form.dataset.language = language;
  for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.language === language);
  sessionStorage.setItem(KEY, language);
};

if (strip && form.querySelector(".language-panel")) {
  const buttons = [...strip.querySelectorAll("button")];
  const faulty = buttons.filter(({ dataset }) => form.querySelector(`.language-${dataset.language} .errors`));
  for (const button of faulty) {
    button.classList.add("is-faulty");
    button.append(Object.assign(document.createElement("span"), { className: "status status--stop", textContent: strip.dataset.errors }));
  }
  const known = (language) => buttons.some(({ dataset }) => dataset.language === language);
  const wished = [faulty[0]?.dataset.language, sessionStorage.getItem(KEY), document.documentElement.lang].find(known);
  strip.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) choose(buttons, button.dataset.language);
  });
  form.addEventListener("input", () => count(buttons));
  document.addEventListener("formset:added", () => count(buttons));
  document.addEventListener("formset:removed", () => count(buttons));
  choose(buttons, wished ?? "en");
  count(buttons);
  strip.hidden = false;
}
