/* Prose editor 0.28 writes the titles of its toolbar buttons in English without gettext.
   Translate them when they appear; load after jsi18n. The English text stays the key. */
(() => {
  const {gettext, interpolate} = window;
  if (!gettext || !interpolate) return;

  const say = (text) => {
    const heading = /^heading (\d)$/i.exec(text);
    return heading ? interpolate(gettext("Heading %s"), [heading[1]]) : gettext(text);
  };

  const translate = (root) => {
    for (const button of root.querySelectorAll(".prose-menubar__button:not([data-said])")) {
      if (button.title) {
        button.title = say(button.title);
        button.setAttribute("aria-label", button.title);
      } else if (!button.classList.contains("material-icons") && !button.firstElementChild) {
        button.textContent = say(button.textContent);
        button.setAttribute("aria-label", button.textContent);
      }
      button.dataset.said = "";
    }
    for (const option of root.querySelectorAll(".prose-menubar__option > *:not([data-said])")) {
      option.textContent = say(option.textContent);
      option.dataset.said = "";
    }
    for (const option of root.querySelectorAll(".prose-editor-dialog option:not([data-said])")) {
      option.value = option.value; // the editor compares the English value
      option.textContent = say(option.textContent);
      option.dataset.said = "";
    }
  };

  new MutationObserver((records) => {
    for (const {addedNodes} of records)
      for (const node of addedNodes)
        if (node.nodeType === 1 && node.closest(".prose-editor")) return translate(document);
  }).observe(document.documentElement, {childList: true, subtree: true});
  translate(document);
})();
