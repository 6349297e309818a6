// What new content gets when it arrives: charts, tags, file drops, the Mac's key, prefetch.
import { icon, isMac, make, say } from "./words.js";

const HOVER = 65;
const fetched = new Set();

export function prepare(root) {
  focusFault(root.querySelector("[aria-invalid=true]"));
  if (isMac) for (const key of root.querySelectorAll("kbd[data-mod]")) key.textContent = "⌘";
  for (const box of root.querySelectorAll("gx-tags:not([data-ready])")) makeTags(box);
  for (const drop of root.querySelectorAll("[data-drop]:not([data-ready])")) makeDrop(drop);
  for (const link of root.querySelectorAll("a.gx-record-link, a.gx-nav-item, a.gx-tab")) prefetchOnHover(link);
  for (const frame of root.querySelectorAll(".gx-table-frame:not([tabindex])")) makeScrollable(frame);
  if (root.querySelector("[data-chart]")) import("./charts.js").then((charts) => charts.drawAll(root));
  if (root.querySelector("[data-live]")) document.dispatchEvent(new CustomEvent("gx:live"));
}

// After a refused form one stands at the first field to mend, wherever it is folded away.
function focusFault(field) {
  if (!field) return;
  const fold = field.closest("details:not([open])");
  if (fold) fold.open = true;
  const control = field.matches("input, select, textarea") ? field : field.querySelector("input:not([type=hidden]), select, textarea, button");
  control?.focus();
  control?.scrollIntoView({ block: "center" });
}

// The summary of a refused form leads to each field it names.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-errors] a[data-fault]");
  const field = link?.closest("form")?.querySelector(`[name="${CSS.escape(link.dataset.fault)}"]`);
  if (!field) return;
  event.preventDefault();
  focusFault(field.closest("fieldset[aria-invalid]") ?? field);
});

// Resting the pointer on a link fetches its page: the click finds it ready.
function prefetchOnHover(link) {
  let timer;
  link.addEventListener("pointerenter", () => {
    if (fetched.has(link.href) || navigator.connection?.saveData) return;
    timer = setTimeout(() => {
      fetched.add(link.href);
      document.head.append(make("link", { rel: "prefetch", href: link.href, as: "document" }));
    }, HOVER);
  }, { passive: true });
  link.addEventListener("pointerleave", () => clearTimeout(timer), { passive: true });
}

// A table wider than its frame is moved by the keyboard too, and says its name.
function makeScrollable(frame) {
  if (frame.scrollWidth <= frame.clientWidth) return;
  const name = frame.querySelector("caption") ?? frame.closest(".gx-card")?.querySelector(".gx-card-title") ?? document.querySelector("h1");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", name.textContent.trim());
}

function makeDrop(drop) {
  drop.dataset.ready = "";
  const input = drop.querySelector("input[type=file]");
  const name = drop.querySelector(".gx-drop-name");
  const tell = () => { name.textContent = [...input.files].map((file) => file.name).join(", "); };
  input.addEventListener("change", tell);
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, () => { drop.dataset.over = ""; });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => { delete drop.dataset.over; });
}

// One hidden field keeps the words separated by commas; the small tags are only its picture.
function makeTags(box) {
  box.dataset.ready = "";
  const typed = box.querySelector("input");
  const kept = make("input", { type: "hidden", name: typed.name });
  let words = split(typed.value);
  typed.removeAttribute("name");
  typed.value = "";
  const draw = () => {
    kept.value = words.join(",");
    const tags = words.map((word) => {
      const button = make("button", { type: "button", "aria-label": `${say("remove")}: ${word}` }, icon("x"));
      button.addEventListener("click", () => { words = words.filter((other) => other !== word); draw(); typed.focus(); });
      return make("span", { class: "gx-chip" }, make("span", {}, word), button);
    });
    box.replaceChildren(...tags, typed, kept);
  };
  const take = () => {
    words = [...new Set([...words, ...split(typed.value)])];
    typed.value = "";
    draw();
  };
  typed.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ([",", "，", "、", "Enter"].includes(event.key) && typed.value.trim()) { event.preventDefault(); take(); typed.focus(); }
    if (event.key === "Backspace" && !typed.value && words.length) { words.pop(); draw(); typed.focus(); }
  });
  typed.addEventListener("blur", () => { if (typed.value.trim()) take(); });
  draw();
}

const split = (text) => text.split(/[,，、;；\n]/).map((word) => word.trim()).filter(Boolean);
