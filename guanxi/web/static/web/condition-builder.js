// <gx-conditions>: rows and groups of conditions that a person without SQL can write.
// Attributes: data-offer (JSON of guanxi.platform.conditions.offer), data-count-url (answers Preview as JSON).
// The value is kept as JSON in the hidden input inside the element; "gx:conditions" tells of every change.
import { button, freshId, h, iconButton } from "./condition-dom.js";
import { factPicker } from "./condition-picker.js";
import { fromJson, newGroup, newRow, operatorOf, rowIsComplete, toJson } from "./condition-tree.js";
import { valueEditor } from "./condition-values.js";

const DEEPEST = 6; // the server takes 8 levels, and a negated group is two
const PAUSE = 350; // milliseconds without typing before the number is counted

class Conditions extends HTMLElement {
  connectedCallback() {
    if (this.offer) return;
    this.offer = JSON.parse(this.dataset.offer);
    this.words = this.offer.words;
    this.facts = new Map(this.offer.groups.flatMap((group) => group.facts).map((fact) => [fact.name, fact]));
    this.input = this.querySelector("input[type=hidden]");
    this.root = fromJson(this.input.value.trim() ? JSON.parse(this.input.value) : null);
    this.body = h("div", { class: "gx-conditions-body" });
    this.sentence = h("p", { class: "gx-conditions-sentence" });
    this.count = h("p", { class: "gx-conditions-count", role: "status", "aria-live": "polite" });
    this.append(this.body, h("div", { class: "gx-conditions-foot" }, this.count, this.sentence));
    this.draw();
    this.ask();
    this.form = this.closest("form");
    this.stop = (event) => this.holdBack(event);
    this.form?.addEventListener("submit", this.stop, true);
  }

  /** A row half filled in would silently count for nothing, and a list be longer than it looks. */
  holdBack(event) {
    const row = this.querySelector(".gx-condition-row.is-incomplete");
    if (!row) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.show({ error: this.words.incomplete });
    this.isHeld = true;
    row.querySelector(".gx-condition-value :is(input, select, button), input, select, button")?.focus();
  }

  disconnectedCallback() {
    this.form?.removeEventListener("submit", this.stop, true);
    clearTimeout(this.timer);
    this.request?.abort();
  }

  draw(focus = null) {
    this.body.replaceChildren(this.group(this.root, null, 0));
    if (focus) this.querySelector(`[data-node="${focus.id}"] [data-focus="${focus.what}"]`)?.focus();
  }

  group(group, parent, depth) {
    group.id ??= freshId("gx-node");
    const parts = group.parts.map((part) => (part.parts ? this.group(part, group, depth + 1) : this.row(part, group)));
    if (!parts.length) parts.push(h("p", { class: "gx-conditions-empty" }, parent ? this.words.incomplete : this.words.empty));
    const head = h("div", { class: "gx-condition-head" }, this.joiner(group), parent ? this.remover(group, parent) : null);
    const add = h("div", { class: "gx-condition-add" }, this.adder(group, newRow, this.words.add_row, "plus", "fact"));
    if (depth < DEEPEST / 2) add.append(this.adder(group, newGroup, this.words.add_group, "stack-2", "join"));
    return h(
      "div",
      { class: "gx-condition-group", role: "group", "aria-label": this.words.group, "data-node": group.id, "data-join": group.join },
      head,
      h("div", { class: "gx-condition-parts" }, parts),
      add,
    );
  }

  joiner(group) {
    const chosen = (group.negated ? "not_" : "") + group.join;
    const options = ["all", "any", "not_all", "not_any"].map((name) =>
      h("option", { value: name, selected: name === chosen }, this.words[name]),
    );
    const onchange = (event) => {
      group.negated = event.target.value.startsWith("not_");
      group.join = event.target.value.replace("not_", "");
      event.target.closest(".gx-condition-group").dataset.join = group.join;
      this.changed();
    };
    const named = { class: "gx-input gx-select gx-condition-join", "aria-label": this.words.how, "data-focus": "join" };
    return h("select", { ...named, onchange }, options);
  }

  adder(group, make, label, iconName, what) {
    const add = () => {
      const part = { ...make(), id: freshId("gx-node") };
      group.parts.push(part);
      this.draw({ id: part.id, what });
      this.changed();
    };
    return button(label, iconName, add, { "data-focus": `add-${iconName}` });
  }

  remover(part, parent) {
    const label = part.parts ? this.words.remove_group : this.words.remove_row;
    const remove = () => {
      parent.parts.splice(parent.parts.indexOf(part), 1);
      this.draw({ id: parent.id, what: "add-plus" });
      this.changed();
    };
    return iconButton(label, part.parts ? "trash" : "x", remove);
  }

  row(row, parent) {
    row.id ??= freshId("gx-node");
    const fact = this.facts.get(row.fact) ?? null;
    const picker = factPicker(this.offer, this.words, fact, (chosen) => this.pick(row, chosen));
    const lost = row.fact && !fact ? h("p", { class: "gx-error" }, this.words.unknown_fact) : null;
    const element = h(
      "div",
      { class: "gx-condition-row", role: "group", "aria-label": this.words.row, "data-node": row.id },
      picker.element,
      fact ? this.operator(row, fact) : null,
      fact ? this.editor(row, fact) : null,
      this.remover(row, parent),
      lost,
      h("p", { class: "gx-condition-hint", hidden: true }, this.words.incomplete),
    );
    this.mark(row, element);
    return element;
  }

  pick(row, fact) {
    if (row.fact !== fact.name) {
      const before = this.facts.get(row.fact);
      row.fact = fact.name;
      if (before?.kind !== fact.kind || fact.choices) {
        row.operator = this.offer.operators[fact.kind][0].name;
        row.value = undefined;
      }
    }
    this.draw({ id: row.id, what: "operator" });
    this.changed();
  }

  operator(row, fact) {
    const options = this.offer.operators[fact.kind].map((operator) =>
      h("option", { value: operator.name, selected: operator.name === row.operator }, operator.label),
    );
    const onchange = (event) => {
      const before = operatorOf(row, this.facts, this.offer.operators)?.shape;
      row.operator = event.target.value;
      if (operatorOf(row, this.facts, this.offer.operators).shape !== before) row.value = undefined;
      this.draw({ id: row.id, what: "operator" });
      this.changed();
    };
    return h("select", { class: "gx-input gx-select", "aria-label": this.words.operator, "data-focus": "operator", onchange }, options);
  }

  editor(row, fact) {
    const shape = operatorOf(row, this.facts, this.offer.operators)?.shape ?? "nothing";
    const set = (value) => {
      row.value = value;
      this.mark(row, this.querySelector(`[data-node="${row.id}"]`));
      this.changed();
    };
    return h("div", { class: "gx-condition-value", "data-shape": shape }, valueEditor(shape, fact, row.value, this.words, set));
  }

  mark(row, element) {
    const complete = rowIsComplete(row, this.facts, this.offer.operators);
    element.classList.toggle("is-incomplete", !complete);
    element.querySelector(".gx-condition-hint").hidden = complete;
  }

  changed() {
    const form = toJson(this.root, this.facts, this.offer.operators, this.offer.version);
    const written = JSON.stringify(form);
    // Rows that were incomplete are not part of the form: taking one away leaves it equal, not the complaint.
    if (written === this.input.value && !this.isHeld) return;
    this.isHeld = false;
    this.input.value = written;
    this.dispatchEvent(new CustomEvent("gx:conditions", { bubbles: true, detail: form }));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const address = this.dataset.countUrl;
    if (!address) return this.show({});
    this.request?.abort();
    const request = (this.request = new AbortController());
    this.count.textContent = this.words.counting;
    this.classList.add("is-counting");
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "X-CSRFToken": token(this), Accept: "application/json" },
        body: new URLSearchParams({ conditions: this.input.value || JSON.stringify(toJson(this.root, this.facts, this.offer.operators, this.offer.version)) }),
        signal: request.signal,
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.show(await answer.json());
    } catch (failure) {
      if (failure.name === "AbortError") return; // a newer question is under way
      this.show({ error: this.words.count_failed });
    }
    this.classList.remove("is-counting");
  }

  show({ summary = "", sentence = "", error = "" }) {
    this.count.textContent = error || summary;
    this.classList.toggle("has-error", Boolean(error));
    this.sentence.textContent = error ? "" : sentence;
  }
}

/** Django's token: of the form around the element, else of the page. */
function token(element) {
  const field = element.closest("form")?.querySelector("[name=csrfmiddlewaretoken]");
  return field?.value ?? JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
}

customElements.define("gx-conditions", Conditions);
