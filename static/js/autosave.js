// Saving while people write: htmx sends the form; this file makes sure that nothing typed is lost on the way.
// What is not on the server yet stays on the device and comes back with the page.
"use strict";

const form = document.querySelector("form[data-autosave]");
if (form) {
  const key = `galon:${form.dataset.autosave}`;
  const saved = document.getElementById("saved");
  const LONGEST_WAIT = 60000;
  let edits = 0, sent = 0, wait = 5000, timer = null;

  const answers = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const same = (one, other) => {
    const plain = (pairs) => JSON.stringify(pairs.filter(([name]) => !["version", "window"].includes(name)));
    return plain(one) === plain(other);
  };
  const keep = (submitted = false) => {
    try { localStorage.setItem(key, JSON.stringify({ answers: answers(), submitted })); } catch { /* full or forbidden */ }
  };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* forbidden */ } };
  const kept = () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const say = (when) => {
    for (const words of form.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== when;
  };
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => htmx.trigger(form, "save"), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  const lost = () => { keep(); say("offline"); again(); };
  const elsewhere = (xhr) => xhr.responseURL && new URL(xhr.responseURL).pathname !== form.getAttribute("hx-post");

  const showErrors = () => {
    for (const control of form.querySelectorAll("[data-told]")) {
      control.removeAttribute("aria-invalid");
      control.classList.remove("is-invalid");
      delete control.dataset.told;
      document.getElementById(`${control.id}_error`)?.remove();
    }
    for (const line of saved.querySelectorAll("[data-field]")) {
      const control = document.getElementById(line.dataset.field);
      if (!control || document.getElementById(`${control.id}_error`)) continue;
      const words = document.createElement("div");
      words.id = `${control.id}_error`;
      words.className = "invalid-feedback";
      words.textContent = line.querySelector("span").textContent;
      control.before(words);
      control.classList.add("is-invalid");
      control.setAttribute("aria-invalid", "true");
      control.dataset.told = "";
      const described = (control.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== words.id);
      control.setAttribute("aria-describedby", [...described, words.id].join(" "));
    }
  };

  // What the server refused with the page itself, once it is answered well.
  const forgetErrors = () => {
    const wrong = new Set([...saved.querySelectorAll("[data-field]")].map((line) => `div_${line.dataset.field}`));
    for (const field of form.querySelectorAll(".g-field-error")) {
      if (wrong.has(field.id)) continue;
      field.classList.remove("g-field-error");
      field.querySelector(".invalid-feedback")?.remove();
      for (const control of field.querySelectorAll(".is-invalid")) {
        control.classList.remove("is-invalid");
        control.removeAttribute("aria-invalid");
      }
    }
    if (!wrong.size) document.querySelector("[data-refused]")?.remove();
  };

  const fill = (pairs) => {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) || []), value]);
    for (const [name, given] of values) {
      const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not(button)`)];
      if (controls.length > 1 && controls[0].type === "hidden") {
        // An ordered list: its lines go back to the order that was chosen.
        for (const value of given) {
          const line = controls.find((control) => control.value === value)?.closest("li");
          line?.parentElement.append(line);
        }
      } else if (controls[0]?.type === "radio" || controls[0]?.type === "checkbox") {
        for (const control of controls) control.checked = given.includes(control.value);
      } else if (controls[0]) {
        controls[0].value = given[0];
      }
    }
  };

  const restore = () => {
    const found = kept();
    if (!found) return;
    const version = Number(new Map(found.answers).get("version"));
    const arrived = found.submitted && Number(form.elements.version.value) > version;
    if (arrived || "fresh" in form.dataset || same(found.answers, answers())) return forget();
    fill(found.answers);
    say("restored");
    edits += 1;
    htmx.trigger(form, "save");
  };

  for (const event of ["input", "change"]) form.addEventListener(event, () => { edits += 1; keep(); });
  form.addEventListener("submit", (event) => {
    keep(true);
    if (navigator.onLine) return;
    event.preventDefault();
    lost();
  });
  form.addEventListener("click", (event) => { if (event.target.closest("[data-forget]")) forget(); });
  form.addEventListener("htmx:beforeRequest", () => { sent = edits; });
  form.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (elsewhere(xhr)) event.detail.shouldSwap = false;
    else if (xhr.status === 409) event.detail.shouldSwap = true;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 409) return keep();
    if (xhr.status === 403 || xhr.status === 401 || (xhr.status === 200 && elsewhere(xhr))) { keep(); return say("expired"); }
    if (xhr.status !== 200) return lost();
    clearTimeout(timer);
    wait = 5000;
    forgetErrors();
    showErrors();
    if (sent === edits && !saved.querySelector("[data-field]")) forget();
    if (form.querySelector("[data-when=restored]").hidden) say(null);
  });
  window.addEventListener("online", () => { if (kept()) htmx.trigger(form, "save"); });
  // Once htmx listens to the form: it starts with the same event, and was loaded before.
  document.addEventListener("DOMContentLoaded", restore);
}
