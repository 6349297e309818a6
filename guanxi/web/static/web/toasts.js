// Short words at the edge of the page; the newest with an undo also answers Ctrl+Z.
import { icon, make, post, say } from "./words.js";

const SHAPES = { done: "circle-check", info: "info-circle", warning: "alert-triangle", danger: "alert-circle" };
const STAY = 6000;
const STAY_UNDO = 12000;
let lastUndo = null;

export function startToasts() {
  const region = document.getElementById("toasts");
  if (!region) return;
  for (const item of JSON.parse(region.dataset.items || "[]")) show(region, item);
  document.body.addEventListener("gx:toast", (event) => {
    for (const item of event.detail.items ?? [event.detail]) show(region, item);
  });
  document.addEventListener("gx:say", (event) => {
    show(region, { text: say(event.detail.word), tone: event.detail.tone });
  });
}

export function undoLast() {
  if (!lastUndo) return false;
  lastUndo();
  return true;
}

function show(region, item) {
  const toast = make("div", { class: "gx-toast", "data-tone": item.tone ?? "done" }, icon(SHAPES[item.tone] ?? SHAPES.done), make("span", {}, item.text));
  const leave = () => {
    toast.remove();
    if (lastUndo === undo) lastUndo = null;
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

async function undoChange(region, { undo: changeSet, back }) {
  try {
    const answer = await post(document.body.dataset.undoUrl, { change_set: changeSet });
    const said = answer.headers.get("HX-Trigger");
    if (answer.type === "opaqueredirect" || (answer.ok && !said)) {
      if (back) location.assign(back);
      else location.reload();
    } else if (said) {
      for (const item of JSON.parse(said)["gx:toast"]?.items ?? []) show(region, item);
      if (answer.ok) document.body.dispatchEvent(new CustomEvent("gx:changed"));
    }
  } catch {
    show(region, { text: say("failed"), tone: "danger" });
  }
}
