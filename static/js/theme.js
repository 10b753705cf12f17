// « Comme mon appareil »: before anything is drawn, follow the device unless the person has chosen.
"use strict";

if (!document.documentElement.dataset.bsTheme && matchMedia("(prefers-color-scheme: dark)").matches) {
  document.documentElement.dataset.bsTheme = "dark";
}
