// The text editor leaves out what its textarea says: the language, the direction and the name of the field.
const describe = (editor) => {
  const source = editor.closest(".prose-editor")?.querySelector("textarea");
  const label = source && document.querySelector(`label[for="${source.id}"]`);
  if (!label || editor.hasAttribute("aria-labelledby")) return;
  label.id ||= `${source.id}_label`;
  editor.setAttribute("aria-labelledby", label.id);
  editor.lang = source.lang;
  editor.dir = source.dir;
  label.addEventListener("click", () => editor.focus());
};
const describeAll = () => document.querySelectorAll(".ProseMirror").forEach(describe);

new MutationObserver(describeAll).observe(document.body, { childList: true, subtree: true });
describeAll();
