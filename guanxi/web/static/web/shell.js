// The one script every page loads: plugs the parts together.
import { startKeyboard } from "./keyboard.js";
import { startLive } from "./live.js";
import { startOnce } from "./once.js";
import { startOverlays } from "./overlays.js";
import { startPalette } from "./palette.js";
import { startPanel } from "./panel.js";
import { prepare } from "./prepare.js";
import { startToasts } from "./toasts.js";

startToasts();
startOnce();
startOverlays();
startPalette();
startPanel();
startKeyboard();
startLive();
prepare(document.body);
document.body.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

// Errors of a fragment are told in words; the page stays as it is.
document.body.addEventListener("htmx:sendError", () => toast("failed"));
document.body.addEventListener("htmx:responseError", (event) => {
  const answer = event.detail.xhr;
  if (!answer.getResponseHeader("HX-Trigger") && !answer.getResponseHeader("HX-Redirect")) toast("refused");
  const address = answer.getResponseHeader("HX-Redirect");
  if (address) location.assign(address);
});

function toast(word) {
  document.dispatchEvent(new CustomEvent("gx:say", { detail: { word, tone: "danger" } }));
}

addEventListener("offline", () => toast("offline"));
