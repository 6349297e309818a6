// A record over its list: the same address, drawn into the side panel. Back closes it, j and k walk.
import { isPhone } from "./words.js";

const panel = () => document.getElementById("panel");
const body = () => document.getElementById("panel-body");
let opened = null;
let returnTo = null;

export function startPanel() {
  if (!panel()) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (link && plain(event)) {
      event.preventDefault();
      openPanel(link.href, link);
    } else if (event.target.closest("[data-panel-close]")) closePanel();
    else if (event.target.closest("[data-panel-step]")) stepPanel(Number(event.target.closest("[data-panel-step]").dataset.panelStep));
    else openRow(event);
  });
  body().addEventListener("submit", sendInPanel);
  body().addEventListener("click", followCancel);
  addEventListener("popstate", () => closePanel());
}

const plain = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

// A click anywhere on a row is a click on its link, except on something that acts itself.
function openRow(event) {
  const row = event.target.closest("tr[data-href]");
  if (!row || !plain(event) || event.target.closest("a, button, input, label, select, gx-edit, summary")) return;
  if (getSelection()?.toString()) return;
  const link = row.querySelector("a.gx-record-link");
  if (link?.matches("[data-panel]")) openPanel(row.dataset.href, link);
  else location.assign(row.dataset.href);
}

export function openPanel(address, from) {
  if (isPhone()) {
    location.assign(address);
    return;
  }
  opened = new URL(address, location.href).href;
  if (panel().hidden) returnTo = from ?? document.activeElement;
  markRow();
  htmx.ajax("GET", address, { target: "#panel-body", swap: "innerHTML" }).then(() => {
    panel().hidden = false;
    if (!body().contains(document.activeElement)) body().focus({ preventScroll: true });
  });
}

export function closePanel() {
  if (!panel() || panel().hidden) return false;
  panel().hidden = true;
  body().replaceChildren();
  opened = null;
  markRow();
  returnTo?.focus?.({ preventScroll: true });
  return true;
}

export const panelIsOpen = () => Boolean(panel() && !panel().hidden);

export function openFullPage() {
  if (opened) location.assign(opened);
}

export function stepPanel(by) {
  const rows = [...document.querySelectorAll("tr[data-href]")];
  const at = rows.findIndex((row) => new URL(row.dataset.href, location.href).href === opened);
  const next = rows[at + by];
  if (next) {
    openPanel(next.dataset.href);
    next.scrollIntoView({ block: "nearest" });
  }
}

function markRow() {
  for (const row of document.querySelectorAll("tr[data-href]")) {
    if (opened && new URL(row.dataset.href, location.href).href === opened) row.dataset.current = "";
    else if (opened !== null || row.dataset.current !== undefined) delete row.dataset.current;
  }
}

// Forms inside the panel answer inside the panel, unless they say otherwise themselves.
function sendInPanel(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.closest("[hx-post], [hx-get]") || form.dataset.whole !== undefined) return;
  event.preventDefault();
  const submitter = event.submitter;
  const values = submitter?.name ? { [submitter.name]: submitter.value } : {};
  const address = submitter?.getAttribute("formaction") || form.getAttribute("action") || opened;
  htmx.ajax(form.method.toUpperCase(), address, { source: form, target: "#panel-body", swap: "innerHTML", values }).then(() => {
    document.body.dispatchEvent(new CustomEvent("gx:changed"));
  });
}

function followCancel(event) {
  const link = event.target.closest("a[data-cancel]");
  if (!link || !plain(event)) return;
  event.preventDefault();
  if (opened === link.href || !opened) closePanel();
  else openPanel(link.href);
}
