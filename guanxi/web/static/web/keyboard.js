// Keys. A key alone never acts while one writes; a composing input method is never disturbed.
import { closePanel, openFullPage, panelIsOpen, stepPanel } from "./panel.js";
import { openPalette } from "./palette.js";
import { undoLast } from "./toasts.js";
import { isMac } from "./words.js";

export function startKeyboard() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    const handled = event.metaKey || event.ctrlKey ? withModifier(event) : alone(event);
    if (handled) event.preventDefault();
  });
}

const writing = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function withModifier(event) {
  if (event.altKey || event.shiftKey || (isMac ? event.ctrlKey : event.metaKey)) return false;
  if (event.key.toLowerCase() === "k") return openPalette() ?? true;
  if (event.key.toLowerCase() === "z" && !writing(event.target)) return undoLast();
  if (event.key === "Enter") {
    const form = event.target.form ?? document.activeElement?.closest?.("form");
    form?.requestSubmit();
    return Boolean(form);
  }
  return false;
}

function alone(event) {
  if (event.altKey || document.querySelector("dialog[open], .gx-menu:popover-open")) return false;
  if (event.key === "Escape") return writing(event.target) ? (event.target.blur(), true) : closePanel();
  if (writing(event.target)) return false;
  const act = KEYS[event.key];
  return act ? act() !== false : false;
}

const rows = () => [...document.querySelectorAll(".gx-table tbody tr[data-href]")];
const current = () => document.querySelector(".gx-table tr[data-current]");

function move(by) {
  if (panelIsOpen()) return stepPanel(by);
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(current());
  const next = all[at === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  current()?.removeAttribute("data-current");
  next.dataset.current = "";
  next.querySelector("a.gx-record-link")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => (panelIsOpen() ? openFullPage() : open()),
  Enter: () => (document.activeElement?.closest("a, button, summary, input") ? false : open()),
  x: () => current()?.querySelector(".gx-pick input")?.click() ?? false,
  "/": () => focusOn(".gx-list .gx-search input, .gx-content input[type=search]"),
  f: () => press("[data-filter-toggle]"),
  "?": () => document.getElementById("help")?.showModal(),
};

function open() {
  const link = current()?.querySelector("a.gx-record-link");
  if (!link) return false;
  link.click();
  return true;
}

function focusOn(selector) {
  const element = document.querySelector(selector);
  element?.focus();
  element?.select?.();
  return Boolean(element);
}

function press(selector) {
  const element = document.querySelector(selector);
  element?.click();
  return Boolean(element);
}
