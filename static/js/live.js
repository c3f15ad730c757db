// The one place where scripts tell readers what has changed without a sight of it (ARIA "status").

const live = Object.assign(document.createElement("p"), { className: "vh" });
live.setAttribute("role", "status");
document.body.append(live);

export function say(text) {
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 60); // what does not change is not announced again
}
