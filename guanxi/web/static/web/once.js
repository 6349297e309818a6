// What is on its way is not sent a second time: a double click on "Save" would make two records.
const PATIENCE = 5000; // ms: an answer that is a file leaves the page, and its form, as they are
let onTheWay = new WeakSet();

export function startOnce() {
  document.addEventListener("submit", refuseSecond, true);
  addEventListener("submit", noteSent);
  document.addEventListener("htmx:beforeRequest", noteAsked);
  document.addEventListener("htmx:afterRequest", (event) => onTheWay.delete(event.detail.elt));
  addEventListener("pageshow", () => (onTheWay = new WeakSet())); // back to a page the browser kept
}

function refuseSecond(event) {
  if (!onTheWay.has(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// Last of all: who asks first, or sends by itself, has taken the event by now.
function noteSent(event) {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  onTheWay.add(form);
  setTimeout(() => onTheWay.delete(form), PATIENCE);
}

// A form that the page itself sends, in the side panel.
function noteAsked(event) {
  const { elt, requestConfig } = event.detail;
  if (elt.matches("form") && requestConfig.verb !== "get") onTheWay.add(elt);
}
