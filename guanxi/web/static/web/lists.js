// Lists: search while typing (never inside a composition), the filter's fold, choosing rows.
import { say } from "./words.js";

const WAIT = 180;
let timer = null;
let lastPicked = null;

const picks = () => [...document.querySelectorAll("#list-results tbody .gx-pick input")];

function searchSoon(form) {
  clearTimeout(timer);
  timer = setTimeout(() => htmx.trigger(form, "gx:search"), WAIT);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-list-search]");
  if (form && !event.isComposing) searchSoon(form);
});
document.addEventListener("compositionend", (event) => {
  const form = event.target.closest?.("[data-list-search]");
  if (form) searchSoon(form);
});

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-filter-toggle]");
  if (toggle) {
    const fold = document.getElementById(toggle.getAttribute("aria-controls"));
    fold.hidden = !fold.hidden;
    toggle.setAttribute("aria-expanded", String(!fold.hidden));
    if (!fold.hidden) fold.querySelector("button, select, input:not([type=hidden])")?.focus();
  }
  if (event.target.matches("#list-results tbody .gx-pick input")) pickRange(event);
  if (event.target.closest("[data-pick-none]")) for (const box of picks()) box.checked = false;
  if (event.target.matches("[data-pick-all]")) for (const box of picks()) box.checked = event.target.checked;
  showPicked();
});

// With Shift everything between the last and this row.
function pickRange(event) {
  const all = picks();
  const [from, to] = [all.indexOf(lastPicked), all.indexOf(event.target)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
  lastPicked = event.target;
}

function showPicked() {
  const bar = document.getElementById("list-bulk");
  if (!bar) return;
  const chosen = picks().filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-picked]").textContent = chosen ? say("selected", chosen) : "";
  for (const box of picks()) box.closest("tr").setAttribute("aria-selected", String(box.checked));
  const all = document.querySelector("[data-pick-all]");
  all.checked = chosen > 0 && chosen === picks().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

// A record changed in the panel: its row is drawn anew, the place in the list stays.
document.body.addEventListener("gx:changed", () => {
  if (document.getElementById("list-results")) {
    htmx.ajax("GET", location.pathname + location.search, { target: "#list-results", swap: "innerHTML" });
  }
});
