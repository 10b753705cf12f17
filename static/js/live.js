// A part of a page that follows what happens in the room. Without this file, the link « Actualiser » does it by hand.
//
// <div data-live="URL" data-version="3"> asks URL?v=3: 204 says that nothing has changed, 200 gives what is inside anew.
// The first element inside may carry data-version, data-says (told to those who listen) and a [data-clock].
"use strict";

(() => {
  const part = document.querySelector("[data-live]");
  if (!part) return;
  const EVERY = 1500, HIDDEN = 10000, LONGEST = 12000, PATIENCE = 8000; // milliseconds
  const says = document.querySelector("[data-live-says]");
  const lost = document.querySelector("[data-live-lost]");
  const over = document.querySelector("[data-live-over]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let failures = 0, timer = 0, asking = false, leaving = false, pressed = false, waiting = null;

  const tell = (words) => { if (says && words && says.textContent !== words) says.textContent = words; };

  // -- The clock counts from what the server said, never from the hour of this device --------------------------------
  let ends = null, shown = null;
  const wind = (seconds) => { ends = seconds === null ? null : performance.now() + seconds * 1000; };
  const given = (text) => (text === null || text === undefined || text === "" ? null : Number(text));
  const show = () => {
    const face = part.querySelector("[data-clock]");
    if (!face || ends === null) return;
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    if (left === shown) return;
    shown = left;
    const step = face.getAttribute(`data-at-${left}`);
    if (step) tell(step);
    if (left === 0) soon(300);
    if (calm.matches && left > 10 && left % 10) return; // a face that changes ten times less
    const minutes = Math.floor(left / 60), seconds = left % 60;
    face.textContent = `${minutes}:${String(seconds).padStart(2, "0")}`;
    if (face.dataset.words) {
      face.setAttribute("aria-label", face.dataset.words.replace("{m}", minutes).replace("{s}", seconds));
    }
  };

  // -- What somebody reads, types or is about to press stays under their eyes and fingers ----------------------------
  const named = (selector) => [...part.querySelectorAll(selector)].filter((one) => one.id);
  const remember = () => ({
    focus: part.contains(document.activeElement) ? document.activeElement : null,
    open: named("details").map((one) => [one.id, one.open]),
    typed: named("input, textarea, select").map((one) => [one.id, one.value, one.checked]),
    scrolled: named(".g-scroll").map((one) => [one.id, one.scrollLeft, one.scrollTop]),
    page: [window.scrollX, window.scrollY],
  });
  const recall = ({ focus, open, typed, scrolled, page }) => {
    const find = (id) => part.querySelector(`#${CSS.escape(id)}`);
    for (const [id, was] of open) if (find(id)) find(id).open = was;
    for (const [id, value, checked] of typed) {
      const control = find(id);
      if (control) { control.value = value; control.checked = checked; }
    }
    for (const [id, left, top] of scrolled) find(id)?.scrollTo(left, top);
    if (focus) (focus.id && find(focus.id) || part).focus({ preventScroll: true });
    window.scrollTo({ left: page[0], top: page[1], behavior: "instant" });
  };
  const put = (html) => {
    if (pressed) { waiting = html; return; }
    const kept = remember();
    part.innerHTML = html;
    recall(kept);
    const { version, says: words } = part.firstElementChild.dataset;
    part.dataset.version = version;
    start();
    tell(words);
  };
  const start = () => {
    shown = null;
    wind(given(part.querySelector("[data-clock]")?.dataset.seconds));
    show();
  };
  part.addEventListener("pointerdown", () => { pressed = true; });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => setTimeout(() => { // once the click that follows has been heard
      pressed = false;
      if (waiting !== null) { const html = waiting; waiting = null; put(html); }
    }, 50));
  }

  // -- Asking, again and again ---------------------------------------------------------------------------------------
  const soon = (milliseconds) => { clearTimeout(timer); timer = setTimeout(ask, milliseconds); };
  const next = () => {
    const pace = failures ? Math.min(EVERY * 2 ** failures, LONGEST) : document.hidden ? HIDDEN : EVERY;
    soon(pace * (0.9 + Math.random() * 0.2)); // so that a room does not ask with one voice
  };
  const stop = (line) => { leaving = true; clearTimeout(timer); if (line) line.hidden = false; };
  const fail = () => { failures += 1; if (failures > 1 || !navigator.onLine) lost.hidden = false; };

  const answered = async (response) => {
    if (response.redirected || response.status === 401 || response.status === 403 || response.status === 404) return stop(over);
    if (response.status !== 200 && response.status !== 204) return fail();
    if (response.status === 200) put(await response.text());
    else if (response.headers.has("Seconds-Left")) wind(given(response.headers.get("Seconds-Left")));
    failures = 0;
    lost.hidden = true;
  };
  const ask = async () => {
    if (asking || leaving) return;
    asking = true;
    const address = new URL(part.dataset.live, location.href);
    address.searchParams.set("v", part.dataset.version);
    try {
      await answered(await fetch(address, { signal: AbortSignal.timeout(PATIENCE), cache: "no-store" }));
    } catch {
      if (!leaving) fail();
    }
    asking = false;
    if (!leaving) next();
  };

  part.addEventListener("submit", (event) => {
    if (navigator.onLine) { leaving = true; return; }
    event.preventDefault(); // the browser would leave for a page of its own
    lost.hidden = false;
    tell(lost.dataset.unsent);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; soon(0); } });
  addEventListener("online", () => soon(0));
  addEventListener("offline", () => { lost.hidden = false; });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(0); });
  setInterval(show, 200);
  start();
  next();
})();
