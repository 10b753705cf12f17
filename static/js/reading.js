// The reading screen: keys for those who want them, and nothing lost when the connection is.
"use strict";

(() => {
  const form = document.querySelector("[data-reading]");
  const shelf = `galon-reading:${location.pathname}`;
  if (!form) {
    try { localStorage.removeItem(shelf); } catch { /* forbidden */ } // the reading is handed in
    return;
  }
  const saved = document.getElementById("saved");
  const criteria = [...form.querySelectorAll(".g-criterion")];

  // -- What could not be sent stays on this device until it is -------------------------------------------------------
  const remember = (key, words) => {
    try { words === null ? localStorage.removeItem(key) : localStorage.setItem(key, words); } catch { /* full or forbidden */ }
  };
  const recall = (key) => {
    try { return localStorage.getItem(key); } catch { return null; }
  };
  const kept = () => JSON.parse(recall(shelf) || "{}");
  const keep = (all) => remember(shelf, Object.keys(all).length ? JSON.stringify(all) : null);
  const nameOf = (part) => part.name || part.querySelector("input").name;
  const partOf = (name) => {
    const control = form.elements[name];
    return control instanceof RadioNodeList ? control[0].closest("fieldset") : control;
  };
  const say = (words) => {
    const line = document.createElement("p");
    line.className = "text-danger small mb-0";
    line.textContent = words;
    saved.replaceChildren(line);
  };
  const hold = (part, words) => {
    const name = nameOf(part);
    keep({ ...kept(), [name]: form.elements[name].value });
    say(words);
  };
  const letGo = (part) => {
    const { [nameOf(part)]: _sent, ...rest } = kept();
    keep(rest);
  };
  const resend = () => {
    for (const [name, value] of Object.entries(kept())) {
      if (!form.elements[name]) continue;
      form.elements[name].value = value;
      htmx.trigger(partOf(name), "change");
    }
    criteria.forEach(tell);
  };
  const wentElsewhere = (xhr) => new URL(xhr.responseURL, location.href).pathname !== location.pathname;

  form.addEventListener("htmx:sendError", (event) => hold(event.target, saved.dataset.lost));
  form.addEventListener("htmx:timeout", (event) => hold(event.target, saved.dataset.lost));
  form.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    event.detail.shouldSwap = !wentElsewhere(xhr) && (xhr.status < 300 || xhr.status === 409 || xhr.status === 422);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 0) return; // told by sendError
    if (xhr.status === 404 || xhr.status === 410) location.reload(); // the file has left this desk: the page says why
    else if (wentElsewhere(xhr) || xhr.status === 403) hold(event.target, saved.dataset.signedOut);
    else if (xhr.status >= 500) hold(event.target, saved.dataset.lost);
    else letGo(event.target);
  });
  form.addEventListener("submit", (event) => { // without a connection the browser would leave for a page of its own
    if (navigator.onLine) return;
    event.preventDefault();
    hold(form.elements.comment, saved.dataset.lost);
  });
  addEventListener("online", resend);
  setInterval(() => Object.keys(kept()).length && navigator.onLine && resend(), 15000);

  // -- What was given, in the line of each criterion and in the steps above them -------------------------------------
  const steps = form.querySelector(".g-steps");
  steps.append(...criteria.map(() => document.createElement("span")));
  steps.hidden = false;
  function tell(criterion) {
    const chosen = criterion.querySelector("input:checked");
    const line = criterion.querySelector("[data-given]");
    line.textContent = chosen ? chosen.dataset.said : line.dataset.empty;
    steps.children[criteria.indexOf(criterion)].className = chosen ? "is-done" : "";
  }
  criteria.forEach(tell);
  form.addEventListener("change", (event) => {
    const criterion = event.target.closest(".g-criterion");
    if (criterion) tell(criterion);
  });

  // -- From one criterion to the next --------------------------------------------------------------------------------
  const current = () => document.activeElement.closest?.(".g-criterion") || criteria.find((one) => one.open);
  const goTo = (criterion) => {
    if (!criterion) {
      form.elements.comment.focus();
      return;
    }
    criteria.forEach((one) => (one.open = one === criterion));
    (criterion.querySelector("input:checked") || criterion.querySelector("input")).focus();
  };
  const move = (by) => goTo(criteria[criteria.indexOf(current()) + by]);
  form.querySelectorAll("[data-next]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => move(1));
  });

  // -- Single keys, only if wanted, never while writing --------------------------------------------------------------
  const choice = form.querySelector("[data-shortcuts]");
  const wanted = choice.querySelector("input");
  wanted.checked = recall("galon-shortcuts") !== "off";
  wanted.addEventListener("change", () => remember("galon-shortcuts", wanted.checked ? "on" : "off"));
  choice.hidden = false;

  const give = (level) => {
    const radio = current()?.querySelector(`input[value="${level === "0" ? "na" : level}"]`);
    if (!radio) return false;
    radio.focus();
    radio.click();
    return true;
  };
  const isWriting = (target) => target.matches("textarea, select, input:not([type=radio]), [contenteditable]");
  const act = (key, target) => {
    if (/^[0-9]$/.test(key)) return give(key);
    if (key === "Enter" && !target.matches("input[type=radio]")) return false; // links, buttons and lines keep theirs
    if (key === "Enter" || key === "n") move(1);
    else if (key === "p") goTo(criteria[Math.max(0, criteria.indexOf(current()) - 1)]);
    else return false;
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(target)) return;
    const radioEnter = key === "Enter" && target.matches("input[type=radio]"); // must never hand the reading in
    if ((wanted.checked || radioEnter) && act(key, target)) event.preventDefault();
  });

  addEventListener("load", resend);
})();
