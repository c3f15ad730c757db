// The shared facts go with the source language: ticking it ticks them, and so does taking the tick away.
const form = document.querySelector("#publish-form");
const boxOf = (part) => form.querySelector(`input[type="checkbox"][name="parts"][value="${part}"]:not(:disabled)`);
const shared = boxOf("shared");
const source = boxOf(form.dataset.source);

if (shared && source) {
  source.addEventListener("change", () => {
    shared.checked = source.checked;
  });
}
