// Select2 leaves its fields without names and its lists with items that are none: say what the label says.
const name = (container, fields) => {
  const select = container.previousElementSibling;
  const label = document.querySelector(`label[for="${select?.id}"]`);
  if (!label) return;
  label.id ||= `${select.id}_label`;
  const rendered = container.querySelector(".select2-selection__rendered");
  const shown = rendered.tagName === "SPAN" ? ` ${rendered.id}` : "";
  container.querySelector(".select2-selection").setAttribute("aria-labelledby", label.id + shown);
  if (shown) ["role", "aria-readonly"].forEach((attribute) => rendered.removeAttribute(attribute));
  else rendered.setAttribute("role", "presentation");
  fields.forEach((field) => field.setAttribute("aria-labelledby", label.id));
};

const nameAll = () => {
  for (const container of document.querySelectorAll(".select2-container:has(.select2-selection)"))
    name(container, container.querySelectorAll(".select2-search__field"));
  const open = document.querySelector(".select2-container--open:has(.select2-selection)");
  if (open) name(open, document.querySelectorAll(".select2-dropdown .select2-search__field"));
};

new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
