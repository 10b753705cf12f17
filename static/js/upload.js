// A document leaves as soon as it is chosen, and shows how far it is. Without this file, the button sends it.
"use strict";

const prepare = (root) => {
  for (const button of root.querySelectorAll("[data-without-script]")) button.hidden = true;
};
prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

const sending = (form, is) => {
  form.querySelector("[data-sending]").hidden = !is;
  form.querySelector("[data-lost]").hidden = true;
};
document.addEventListener("htmx:beforeRequest", ({ target }) => { if ("upload" in target.dataset) sending(target, true); });
document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  if (!("upload" in target.dataset) || !detail.lengthComputable) return;
  target.querySelector("progress").value = Math.round((100 * detail.loaded) / detail.total);
});
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, ({ target }) => {
    if (!("upload" in target.dataset)) return;
    sending(target, false);
    target.querySelector("[data-lost]").hidden = false;
  });
}
// The part that was replaced takes the focus back, so that its answer is read.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.id?.startsWith("piece-")) detail.elt.focus();
});
