// Ctrl/⌘K: records, commands and pages. Recent ones first; safe for composing Chinese.
import { icon, make, say } from "./words.js";

const KEPT = 6;
const WAIT = 90;
const RECENT = "gx-recent";
const keeper = () => dialog().dataset.person;
let timer = null;
let asked = 0;

const dialog = () => document.getElementById("palette");
const input = () => dialog().querySelector("input");
const results = () => document.getElementById("palette-results");
const lines = () => [...results().querySelectorAll("[role=option]")];

export function startPalette() {
  if (!dialog()) {
    localStorage.removeItem(RECENT); // nobody is signed in
    return;
  }
  kept();
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) openPalette();
  });
  input().addEventListener("input", (event) => {
    if (!event.isComposing) askSoon();
  });
  input().addEventListener("compositionend", askSoon);
  input().addEventListener("keydown", onKey);
  results().addEventListener("click", (event) => remember(event.target.closest("a")));
  results().addEventListener("pointermove", (event) => choose(event.target.closest("[role=option]")));
}

export function openPalette() {
  if (!dialog() || dialog().open) return true;
  dialog().showModal();
  input().value = "";
  input().focus();
  ask();
  return true;
}

function askSoon() {
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
}

async function ask() {
  const text = input().value.trim();
  const turn = ++asked;
  try {
    const answer = await fetch(`${dialog().dataset.url}?${new URLSearchParams({ q: text })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { groups } = await answer.json();
    if (turn === asked) draw(text ? groups : [...recent(), ...groups]);
  } catch {
    if (turn === asked) results().replaceChildren(make("p", { class: "gx-palette-none" }, say("failed")));
  }
}

function draw(groups) {
  const nodes = [];
  let number = 0;
  for (const group of groups) {
    const title = make("div", { class: "gx-palette-group", id: `palette-group-${nodes.length}` }, group.label);
    const box = make("div", { role: "group", "aria-labelledby": title.id }, title);
    for (const line of group.lines) {
      const detail = line.detail ? make("span", { class: "gx-detail" }, line.detail) : null;
      box.append(make("a", { class: "gx-palette-line", role: "option", id: `palette-${number++}`, href: line.url, tabindex: "-1", "data-icon": line.icon, "aria-selected": "false" }, icon(line.icon), make("span", {}, line.title), detail));
    }
    nodes.push(box);
  }
  results().replaceChildren(...(nodes.length ? nodes : [make("p", { class: "gx-palette-none" }, say("nothing"))]));
  choose(lines()[0]);
}

function choose(line) {
  if (!line) {
    input().removeAttribute("aria-activedescendant");
    return;
  }
  for (const other of lines()) other.setAttribute("aria-selected", String(other === line));
  input().setAttribute("aria-activedescendant", line.id);
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) return;
  const all = lines();
  const at = all.findIndex((line) => line.getAttribute("aria-selected") === "true");
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (to !== undefined && all.length) {
    const line = all[(to + all.length) % all.length];
    choose(line);
    line.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  } else if (event.key === "Enter" && all[at]) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      remember(all[at]);
      window.open(all[at].href, "_blank", "noopener");
    } else all[at].click();
  }
}

// Recent choices live in this browser only, and only for the person who made them: another's go at once.
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(RECENT) ?? "null");
    if (found?.person === keeper()) return found.lines;
  } catch {
    // Not ours, or cut off: it goes like another person's.
  }
  localStorage.removeItem(RECENT);
  return [];
}

function recent() {
  const lines = kept();
  return lines.length ? [{ label: say("recent"), lines }] : [];
}

function remember(link) {
  if (!link) return;
  const line = { title: link.children[1].textContent, detail: link.querySelector(".gx-detail")?.textContent ?? "", url: link.getAttribute("href"), icon: link.dataset.icon };
  const others = kept().filter((other) => other.url !== line.url);
  localStorage.setItem(RECENT, JSON.stringify({ person: keeper(), lines: [line, ...others].slice(0, KEPT) }));
  dialog().close();
}
