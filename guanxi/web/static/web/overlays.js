// Menus placed beside their button, dialogs, the navigation drawer, the switches of the user menu.
import { isPhone } from "./words.js";

const GAP = 4;

export function startOverlays() {
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(".gx-menu") && event.newState === "open") place(event.target);
  }, true);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onMenuKey);
  document.addEventListener("submit", (event) => event.target.closest(".gx-menu:popover-open")?.hidePopover());  // a file came, the page stayed
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-preferences]");
    if (form) keepPreference(form, event.target);
  });
  addEventListener("resize", () => document.querySelectorAll(".gx-menu:popover-open").forEach((menu) => menu.hidePopover()));
}

// Beside the button that opened it, inside the window.
function place(menu) {
  const button = document.querySelector(`[popovertarget="${menu.id}"]`);
  if (!button) return;
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const wanted = menu.dataset.align === "start" ? at.left : at.right - size.width;
  const left = Math.max(GAP, Math.min(wanted, innerWidth - size.width - GAP));
  const below = at.bottom + GAP;
  const top = below + size.height > innerHeight - GAP && at.top > size.height ? at.top - size.height - GAP : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.max(GAP, top)}px`;
  menu.querySelector(".gx-menu-item, input:checked, input")?.focus({ focusVisible: false });
}

function onMenuKey(event) {
  const menu = event.target.closest?.(".gx-menu");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input")) return;
  const items = [...menu.querySelectorAll(".gx-menu-item")];
  const next = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  items.at(next % items.length)?.focus();
  event.preventDefault();
}

function onClick(event) {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  if (event.target.matches?.("dialog")) closeFromOutside(event);
  if (event.target.closest("[data-help]")) document.getElementById("help")?.showModal();
  if (event.target.closest("[data-side-toggle]")) toggleSide();
  else if (document.documentElement.dataset.side === "open" && !event.target.closest("#side")) delete document.documentElement.dataset.side;
}

function closeFromOutside(event) {
  const box = event.target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) event.target.close();
}

function toggleSide() {
  const root = document.documentElement;
  const other = isPhone() ? "open" : "closed";
  if (root.dataset.side === other) delete root.dataset.side;
  else root.dataset.side = other;
  if (!isPhone()) localStorage.setItem("gx-side", root.dataset.side ?? "");
}

// Appearance and density change at once and are kept behind the scenes; a language needs the page anew.
async function keepPreference(form, input) {
  const root = document.documentElement;
  if (input.name === "language") {
    form.submit();
    return;
  }
  if (input.name === "theme") {
    root.dataset.theme = input.value;
    const dark = input.value === "dark" || (input.value === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.bsTheme = dark ? "dark" : "light";
    document.dispatchEvent(new CustomEvent("gx:theme"));
  }
  if (input.name === "density") root.dataset.density = input.value;
  const values = new FormData();
  values.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  values.set(input.name, input.value);
  try {
    await fetch(form.action, { method: "POST", body: values, redirect: "manual" });
  } catch {
    document.dispatchEvent(new CustomEvent("gx:say", { detail: { word: "failed", tone: "danger" } }));
  }
}
