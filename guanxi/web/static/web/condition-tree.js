// The builder's own tree, and the way to and from the JSON form of conditions.
import { isComplete } from "./condition-values.js";

export const newRow = () => ({ fact: null, operator: null, value: undefined });
export const newGroup = () => ({ join: "all", negated: false, parts: [newRow()] });

/** From the JSON form; whatever stands there, the root is a group. */
export function fromJson(form) {
  const node = form && typeof form === "object" ? read(form) : null;
  if (!node) return { join: "all", negated: false, parts: [] };
  return node.parts ? node : { join: "all", negated: false, parts: [node] };
}

function read(form) {
  if (Array.isArray(form.all)) return { join: "all", negated: false, parts: form.all.map(read) };
  if (Array.isArray(form.any)) return { join: "any", negated: false, parts: form.any.map(read) };
  if (form.not) {
    const inner = read(form.not);
    const group = inner.parts && !inner.negated ? inner : { join: "all", negated: false, parts: [inner] };
    return { ...group, negated: true };
  }
  return { fact: form.fact ?? null, operator: form.is ?? null, value: form.value };
}

/** To the JSON form. Rows that are not filled in do not count, nor do groups without a row. */
export function toJson(group, facts, operators, version) {
  const form = write(group, facts, operators) ?? { all: [] };
  return { version, ...form };
}

function write(node, facts, operators) {
  if (!node.parts) {
    if (!rowIsComplete(node, facts, operators)) return null;
    const row = { fact: node.fact, is: node.operator };
    return node.value === undefined ? row : { ...row, value: node.value };
  }
  const parts = node.parts.map((part) => write(part, facts, operators)).filter(Boolean);
  if (!parts.length) return null;
  return node.negated ? { not: { [node.join]: parts } } : { [node.join]: parts };
}

export const operatorOf = (row, facts, operators) => {
  const fact = facts.get(row.fact);
  return fact ? operators[fact.kind].find((operator) => operator.name === row.operator) : undefined;
};

/** A fact that is not offered any more still counts: the server says what is wrong with it. */
export function rowIsComplete(row, facts, operators) {
  if (row.fact && !facts.has(row.fact)) return true;
  const operator = operatorOf(row, facts, operators);
  return Boolean(operator) && isComplete(operator.shape, row.value);
}
