// A link to a field of the form leads to it wherever it hides: in the panel of another language, behind a text editor
// or behind a list to choose from.
const reach = (id) => {
  const field = document.getElementById(id);
  const box = field?.closest(".desk-field");
  if (!box) return;
  const language = /\blanguage-(\w\w)\b/.exec(field.closest(".language-panel")?.className)?.[1];
  document.querySelector(`[data-language-strip] [data-language="${language}"]`)?.click();
  const target = box.querySelector("[contenteditable=true], .select2-selection") ?? field;
  target.focus({ preventScroll: true });
  box.scrollIntoView({ block: "center" });
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('.checks a[href^="#id_"]');
  if (!link) return;
  event.preventDefault();
  reach(link.hash.slice(1));
});
addEventListener("load", () => reach(location.hash.slice(1)));
