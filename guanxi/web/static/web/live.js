// Pushes from the live server over server-sent events; when it cannot be reached, the page asks again itself.
import { say } from "./words.js";

const POLL = 4000;
const RETRY = 15000;
let source = null;
let polling = null;

export function startLive() {
  if (!document.body.dataset.liveTokenUrl) return;
  document.addEventListener("gx:live", connect);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
    else if (wanted()) connect();
  });
  addEventListener("pagehide", stop);
}

const wanted = () => document.querySelector("[data-live]");

// The token is good for a minute; each connection fetches a new one.
async function connect() {
  if (source || !wanted()) return;
  try {
    const topics = [...new Set([...document.querySelectorAll("[data-live]")].map((element) => element.dataset.live))];
    const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
    const answer = await fetch(`${document.body.dataset.liveTokenUrl}?${query}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const { token, url } = await answer.json();
    source = new EventSource(`${url}/events?${new URLSearchParams({ token })}`);
    source.onopen = () => { clearInterval(polling); polling = null; };
    source.onmessage = (event) => receive(JSON.parse(event.data));
    source.onerror = () => { stop(); poll(); setTimeout(connect, RETRY); };
  } catch {
    poll();
  }
}

function stop() {
  source?.close();
  source = null;
  clearInterval(polling);
  polling = null;
}

// Without pushes, elements that name an address are drawn anew from it.
function poll() {
  polling ??= setInterval(() => {
    if (!wanted()) return stop();
    for (const element of document.querySelectorAll("[data-live][data-poll]")) {
      htmx.ajax("GET", element.dataset.poll, { target: element, swap: "outerHTML" });
    }
  }, POLL);
}

function receive({ topic, event }) {
  document.dispatchEvent(new CustomEvent("gx:pushed", { detail: { topic, event } }));
  for (const element of document.querySelectorAll("[data-live]")) {
    if (element.dataset.live === topic && element.matches(".gx-progress")) showProgress(element, event);
  }
}

function showProgress(element, event) {
  const bar = element.querySelector("progress");
  if (event.total) {
    bar.max = event.total;
    bar.value = event.done;
  }
  const number = new Intl.NumberFormat(document.documentElement.lang);
  part(element, "figures", event.total ? `${number.format(event.done)} / ${number.format(event.total)}` : "");
  part(element, "message", event.message ?? "");
  part(element, "rate", pace(element, event, number));
  if (event.state) element.dataset.state = event.state;
  if (["done", "failed", "cancelled"].includes(event.state)) {
    element.dispatchEvent(new CustomEvent("gx:finished", { bubbles: true }));
    const next = element.dataset.poll;
    if (next) htmx.ajax("GET", next, { target: element, swap: "outerHTML" });
    else location.reload();
  }
}

function part(element, name, text) {
  const place = element.querySelector(`[data-live-part=${name}]`);
  if (place && place.textContent !== text) place.textContent = text;
}

// Rate and remaining time from the first figure this page saw.
function pace(element, { done, total }, number) {
  const now = performance.now();
  element.pace ??= { done, now };
  const seconds = (now - element.pace.now) / 1000;
  const rate = (done - element.pace.done) / seconds;
  if (seconds < 1 || !(rate > 0)) return "";
  const left = total ? ` · ${say("remaining", duration((total - done) / rate))}` : "";
  return say("per_second", number.format(Math.round(rate))) + left;
}

function duration(seconds) {
  const whole = Math.ceil(seconds);
  const unit = whole < 90 ? ["second", whole] : ["minute", Math.round(whole / 60)];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: unit[0], unitDisplay: "long" }).format(unit[1]);
}
