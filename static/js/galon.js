// What Galon adds to pages that already work without it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  // A refused form starts at its summary, for eyes and for screen readers.
  document.querySelector(".g-errors")?.focus();
});
