// A step for many entries, a few at a time, so that one sees how far it is. Without it the whole form goes at once.
const CHUNK = 5;
const form = document.querySelector("#bulk-form");
const progress = form.querySelector("[data-progress]");
const bar = progress.querySelector("progress");
const status = progress.querySelector("[role=status]");
const choices = form.querySelector("[data-choices]");
const all = bar.max;

const waiting = () => [...form.querySelectorAll('input[name="entries"]')];
const tell = (text) => {
  const numbers = { tried: bar.value, all, done: form.querySelectorAll('[data-done="yes"]').length };
  status.textContent = text.replace(/%\((\w+)\)s/g, (_, name) => numbers[name]);
};

const send = async (inputs) => {
  const body = new URLSearchParams(new FormData(form));
  body.delete("entries");
  for (const { value } of inputs) body.append("entries", value);
  const response = await fetch(form.action, { method: "POST", body });
  if (!response.ok || response.redirected) throw new Error(response.status);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const rows = page.querySelectorAll("tr[data-done]");
  if (rows.length !== inputs.length) throw new Error("no answer");
  for (const row of rows) form.querySelector(`tr[data-entry="${row.dataset.entry}"]`).replaceWith(document.adoptNode(row));
  bar.value += rows.length;
};

const finish = () => {
  const heading = form.querySelector("[data-after]");
  heading.textContent = heading.dataset.after;
  choices.hidden = true;
  document.querySelector("[data-back]").hidden = false;
};

const run = async () => {
  progress.hidden = false;
  choices.inert = true;
  try {
    tell(form.dataset.count);
    while (waiting().length) {
      await send(waiting().slice(0, CHUNK));
      tell(form.dataset.count);
    }
    finish();
  } catch {
    tell(form.dataset.stopped);
    choices.inert = false;
  }
};

form.addEventListener("submit", (event) => {
  if (waiting().length <= CHUNK) return;
  event.preventDefault();
  run();
});
