// What is on its way is not sent a second time: a double click on "Save" would make two records.
// A form that was changed meanwhile, or sent by another of its buttons, is another sending.
const PATIENCE = 2000; // ms: an answer that is a file leaves the page, and its form, as they are
let onTheWay = new WeakMap(); // form -> what was sent

export function startOnce() {
  document.addEventListener("submit", refuseSecond, true);
  addEventListener("submit", noteSent);
  document.addEventListener("htmx:beforeRequest", noteAsked);
  document.addEventListener("htmx:afterRequest", (event) => onTheWay.delete(event.detail.elt));
  addEventListener("pageshow", () => (onTheWay = new WeakMap())); // back to a page the browser kept
}

function refuseSecond(event) {
  if (onTheWay.get(event.target) !== contentOf(event.target, event.submitter)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// Last of all: who asks first, or sends by itself, has taken the event by now.
function noteSent(event) {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  const sent = contentOf(form, event.submitter);
  onTheWay.set(form, sent);
  setTimeout(() => onTheWay.get(form) === sent && onTheWay.delete(form), PATIENCE);
}

// A form that the page itself sends, in the side panel.
function noteAsked(event) {
  const { elt, requestConfig } = event.detail;
  if (elt.matches("form") && requestConfig.verb !== "get") onTheWay.set(elt, contentOf(elt, requestConfig.triggeringEvent?.submitter));
}

function contentOf(form, submitter) {
  const parts = [...new FormData(form, submitter)];
  return JSON.stringify(parts.map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]));
}
