// The editor of a value, one per shape. Each reads and writes the JSON form's "value".
import { h } from "./condition-dom.js";

const NUMBER = /^-?\d+(\.\d+)?$/;

/** A number as people write it: full-width digits, thousands separators and spaces are understood. */
const plainNumber = (text) => text.normalize("NFKC").replace(/[,，\s]/g, "");

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

const isWhole = (value) => Number.isInteger(value) && value >= 0;

/** Whether the value is complete for its shape: only then does the row count. */
export function isComplete(shape, value) {
  switch (shape) {
    case "nothing":
      return true;
    case "text":
    case "date":
      return typeof value === "string" && value !== "";
    case "choice":
      return value !== undefined && value !== null && value !== "";
    case "number":
      return typeof value === "string" && NUMBER.test(value);
    case "numbers":
      return Array.isArray(value) && value.length > 0 && value.every((each) => NUMBER.test(each));
    case "texts":
    case "choices":
      return Array.isArray(value) && value.length > 0;
    case "number_range":
      return Array.isArray(value) && value.length === 2 && value.every((each) => NUMBER.test(each));
    case "date_range":
      return Array.isArray(value) && value.length === 2 && value.every(Boolean);
    case "days":
      return isWhole(value);
    case "count":
      return isWhole(value?.count) && (value.days === undefined || (isWhole(value.days) && value.days > 0));
    default:
      return false;
  }
}

/** The editor's elements; `set(value)` is called at every change. */
export function valueEditor(shape, fact, value, words, set) {
  const make = EDITORS[shape];
  return make ? make({ fact, value, words, set }) : [];
}

function box(label, value, oninput, extra = {}) {
  return h("input", { type: "text", class: "gx-input", autocomplete: "off", "aria-label": label, value, oninput, ...extra });
}

function text({ value, words, set }) {
  return [box(words.value, value ?? "", (event) => set(event.target.value), { maxlength: "1000" })];
}

function many({ value, words, set }, read) {
  const rows = Array.isArray(value) ? value : [];
  const area = h("textarea", {
    class: "gx-input gx-textarea",
    rows: Math.min(6, Math.max(2, rows.length + 1)),
    "aria-label": words.value,
    placeholder: words.one_per_line,
    value: rows.join("\n"),
    oninput: (event) => set(lines(event.target.value).map(read)),
  });
  return [area];
}

function texts(context) {
  return context.fact.choices ? choices(context) : many(context, (line) => line);
}

const numeric = { inputmode: "decimal", class: "gx-input gx-number" };

function number({ value, words, set }) {
  return [box(words.value, value ?? "", (event) => set(plainNumber(event.target.value)), numeric)];
}

function range({ value, words, set }, extra, read) {
  const pair = Array.isArray(value) ? [...value] : ["", ""];
  const change = (index) => (event) => {
    pair[index] = read(event.target.value);
    set([...pair]);
  };
  return [
    box(words.from, pair[0] ?? "", change(0), extra),
    h("span", { class: "gx-condition-word", "aria-hidden": "true" }, "–"),
    box(words.to, pair[1] ?? "", change(1), extra),
  ];
}

function date({ value, words, set }) {
  return [box(words.value, value ?? "", (event) => set(event.target.value), { type: "date" })];
}

/** A whole number, or undefined while the box is empty. */
const whole = (written) => (/^\d+$/.test(plainNumber(written)) ? Number(plainNumber(written)) : undefined);

const counted = { inputmode: "numeric", maxlength: "7", class: "gx-input gx-number gx-condition-short" };

function days({ value, words, set }) {
  return [
    box(words.days, value ?? "", (event) => set(whole(event.target.value)), counted),
    h("span", { class: "gx-condition-word", "aria-hidden": "true" }, words.days_unit),
  ];
}

function count({ value, words, set }) {
  const now = { ...value };
  const change = (name) => (event) => {
    const written = event.target.value.trim();
    if (written === "") delete now[name];
    else now[name] = whole(written) ?? NaN; // unreadable is not the same as empty
    set({ ...now });
  };
  return [
    box(words.count, now.count ?? "", change("count"), counted),
    h("span", { class: "gx-condition-word", "aria-hidden": "true" }, words.in_days),
    box(words.days, now.days ?? "", change("days"), counted),
    h("span", { class: "gx-condition-word" }, words.ever),
  ];
}

function choice({ fact, value, words, set }) {
  const known = (fact.choices ?? []).map(([key]) => key);
  const options = (fact.choices ?? []).map(([key, label], index) =>
    h("option", { value: String(index), selected: key === value }, label),
  );
  const empty = h("option", { value: "", selected: !known.includes(value) }, words.choose);
  const change = (event) => set(event.target.value === "" ? undefined : known[Number(event.target.value)]);
  return [h("select", { class: "gx-input gx-select", "aria-label": words.value, onchange: change }, empty, options)];
}

function choices({ fact, value, words, set }) {
  const chosen = new Set(Array.isArray(value) ? value : []);
  const change = (key) => (event) => {
    if (event.target.checked) chosen.add(key);
    else chosen.delete(key);
    set((fact.choices ?? []).map(([each]) => each).filter((each) => chosen.has(each)));
  };
  const boxes = (fact.choices ?? []).map(([key, label]) =>
    h(
      "label",
      { class: "gx-check" },
      h("input", { type: "checkbox", checked: chosen.has(key), onchange: change(key) }),
      h("span", {}, label),
    ),
  );
  const legend = h("legend", { class: "visually-hidden" }, words.choose_many);
  return [h("fieldset", { class: "gx-condition-choices" }, legend, boxes)];
}

const EDITORS = {
  text,
  texts,
  number,
  numbers: (context) => many(context, plainNumber),
  number_range: (context) => range(context, numeric, plainNumber),
  date,
  date_range: (context) => range(context, { type: "date" }, (written) => written),
  days,
  count,
  choice,
  choices,
};
