// Pushes from the live server over server-sent events; when it cannot be reached, the page asks again itself.
import { say } from "./words.js";

const POLL = 3000;
const RETRY = 15000;
const ENDED = ["done", "failed", "cancelled"];
let source = null;
let connecting = false;
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

// A token, good for a minute, for all this page follows; and how these stand now.
async function ask() {
  const topics = [...new Set([...document.querySelectorAll("[data-live]")].map((element) => element.dataset.live))];
  const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
  const answer = await fetch(`${document.body.dataset.liveTokenUrl}?${query}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function connect() {
  if (source || connecting || !wanted()) return;
  connecting = true;
  try {
    const { token, url } = await ask();
    source = new EventSource(`${url}/events?${new URLSearchParams({ token })}`);
    source.onopen = () => {
      clearInterval(polling);
      polling = null;
      look(); // what was told before the stream stood
    };
    source.onmessage = (event) => receive(JSON.parse(event.data));
    source.onerror = () => { stop(); poll(); setTimeout(connect, RETRY); };
  } catch {
    poll();
  } finally {
    connecting = false;
  }
}

function stop() {
  source?.close();
  source = null;
  clearInterval(polling);
  polling = null;
}

// Without pushes the page asks again by itself.
function poll() {
  polling ??= setInterval(() => (wanted() ? look() : stop()), POLL);
}

async function look() {
  try {
    const { now } = await ask();
    for (const [topic, event] of Object.entries(now)) receive({ topic, event });
  } catch {
    poll(); // the server may be starting again
  }
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
  if (event.total) {
    part(element, "figures", `${number.format(event.done)} / ${number.format(event.total)}`);
    part(element, "rate", pace(element, event, number));
  }
  if (event.message) part(element, "message", event.message);
  const hadEnded = ENDED.includes(element.dataset.state);
  if (event.state) element.dataset.state = event.state;
  if (ENDED.includes(event.state) && !hadEnded) {
    element.dispatchEvent(new CustomEvent("gx:finished", { bubbles: true }));
    location.reload();
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
