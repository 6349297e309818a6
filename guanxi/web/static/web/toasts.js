// Short words at the edge of the page; the newest with an undo also answers Ctrl+Z.
import { icon, make, post, say } from "./words.js";

const SHAPES = { done: "circle-check", info: "info-circle", warning: "alert-triangle", danger: "alert-circle" };
const STAY = 6000;
const STAY_UNDO = 12000;
const WAITING = "gx-undo";
let lastUndo = null;

const person = () => document.getElementById("palette")?.dataset.person ?? "";

export function startToasts() {
  const region = document.getElementById("toasts");
  if (!region) return;
  const said = JSON.parse(region.dataset.items || "[]");
  const kept = takeWaiting();
  if (kept && !said.some((item) => item.undo)) show(region, kept, true);
  for (const item of said) show(region, item);
  document.body.addEventListener("gx:toast", (event) => {
    for (const item of event.detail.items ?? [event.detail]) show(region, item);
  });
  document.addEventListener("gx:say", (event) => {
    show(region, { text: say(event.detail.word), tone: event.detail.tone });
  });
}

// What one could undo a moment ago; else one's last change is named first, and a second time undoes it.
export function undoLast() {
  if (lastUndo) lastUndo();
  else nameLastChange(document.getElementById("toasts"));
  return true;
}

async function nameLastChange(region) {
  if (!document.body.dataset.lastChangeUrl) return;
  try {
    const answer = await fetch(document.body.dataset.lastChangeUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    show(region, await answer.json());
  } catch {
    show(region, { text: say("failed"), tone: "danger" });
  }
}

// An undo not yet used goes along to the next page, once, in this window, for this person.
function keepWaiting(item) {
  sessionStorage.setItem(WAITING, JSON.stringify({ ...item, person: person(), from: item.from ?? location.href }));
}

function takeWaiting() {
  const kept = JSON.parse(sessionStorage.getItem(WAITING) ?? "null");
  sessionStorage.removeItem(WAITING);
  return kept?.person === person() ? kept : null;
}

function show(region, item, wasKept = false) {
  const toast = make("div", { class: "gx-toast", "data-tone": item.tone ?? "done" }, icon(SHAPES[item.tone] ?? SHAPES.done), make("span", {}, item.text));
  const leave = () => {
    toast.remove();
    if (lastUndo !== undo) return;
    lastUndo = null;
    sessionStorage.removeItem(WAITING);
  };
  const undo = () => {
    leave();
    undoChange(region, item);
  };
  if (item.href) toast.append(make("a", { class: "gx-toast-action", href: item.href }, item.link ?? item.href));
  if (item.undo) {
    const button = make("button", { type: "button", class: "gx-toast-action" }, say("undo"));
    button.addEventListener("click", undo);
    toast.append(button);
    lastUndo = undo;
    if (!wasKept) keepWaiting(item);
  }
  const close = make("button", { type: "button", class: "gx-toast-close", "aria-label": say("close") }, icon("x"));
  close.addEventListener("click", leave);
  toast.append(close);
  region.append(toast);
  while (region.children.length > 3) region.firstElementChild.remove();
  stayUntilRead(toast, leave, item.undo ? STAY_UNDO : STAY);
}

// A toast does not vanish while one points at it or has the focus in it.
function stayUntilRead(toast, leave, time) {
  let timer = setTimeout(leave, time);
  const hold = () => clearTimeout(timer);
  const release = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, time);
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", release);
}

async function undoChange(region, { undo: changeSet, back, from }) {
  try {
    const answer = await post(document.body.dataset.undoUrl, { change_set: changeSet });
    const said = answer.headers.get("HX-Trigger");
    if (answer.type === "opaqueredirect" || (answer.ok && !said)) await drawAnew(from && from !== location.href ? null : back);
    else if (said) {
      for (const item of JSON.parse(said)["gx:toast"]?.items ?? []) show(region, item);
      if (answer.ok) document.body.dispatchEvent(new CustomEvent("gx:changed"));
    }
  } catch {
    show(region, { text: say("failed"), tone: "danger" });
  }
}

// The page one stands on may be gone with what was undone.
async function drawAnew(back) {
  const there = back ? null : await fetch(location.href, { headers: { "HX-Request": "true" } });
  if (there?.status === 404) location.assign("/");
  else if (back) location.assign(back);
  else location.reload();
}
