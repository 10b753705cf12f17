// A list people put in order: drag by the grip, arrow keys on it, or the two buttons of each line.
// The page works without this file: the buttons then send the form.
"use strict";

for (const list of document.querySelectorAll("[data-order]")) {
  const live = list.parentElement.querySelector(":scope > [data-order-says]");
  const items = () => [...list.children];
  // A list may hold lists: what happens in an inner one is its own.
  const own = (element) => element && element.closest("[data-order]") === list;

  const tell = (item) => {
    const place = items().indexOf(item) + 1;
    live.textContent = list.dataset.says
      .replace("{label}", item.dataset.label).replace("{n}", place).replace("{total}", items().length);
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const move = (item, by) => {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (other) by < 0 ? other.before(item) : other.after(item);
    tell(item);
  };

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!own(button)) return;
    event.preventDefault();
    move(button.closest("li"), Number(button.dataset.move));
    button.focus();
  });

  list.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.target.matches(".g-grip") || !own(event.target)) return;
    event.preventDefault();
    move(event.target.closest("li"), by);
    event.target.focus();
  });

  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".g-grip");
    if (!own(grip) || event.button) return;
    event.preventDefault();
    const item = grip.closest("li");
    const before = items().indexOf(item);
    item.classList.add("is-moving");
    const follow = ({ clientY }) => {
      const other = items().find((each) => {
        const box = each.getBoundingClientRect();
        return each !== item && clientY > box.top && clientY < box.bottom;
      });
      if (!other) return;
      const box = other.getBoundingClientRect();
      clientY < box.top + box.height / 2 ? other.before(item) : other.after(item);
    };
    const drop = () => {
      document.removeEventListener("pointermove", follow);
      for (const end of ["pointerup", "pointercancel"]) document.removeEventListener(end, drop);
      item.classList.remove("is-moving");
      grip.focus();
      if (items().indexOf(item) !== before) tell(item);
    };
    document.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop);
  });

  for (const grip of list.querySelectorAll(".g-grip")) grip.hidden = false;
}
