// Choosing a fact: a combobox with search over the facts of all areas, grouped by area.
import { freshId, h } from "./condition-dom.js";

/** The picker of one row. `chosen` is a fact or null; `choose(fact)` is called when a person decides. */
export function factPicker(offer, words, chosen, choose) {
  const listId = freshId("gx-facts");
  const input = h("input", {
    type: "text",
    class: "gx-input gx-condition-fact",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": words.fact,
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-controls": listId,
    placeholder: words.find_fact,
    value: chosen ? chosen.label : "",
    "data-focus": "fact",
  });
  const list = h("div", { id: listId, class: "gx-condition-facts", role: "listbox", "aria-label": words.fact, hidden: true });
  const picker = new Picker(offer, words, chosen, choose, input, list);
  return { element: h("div", { class: "gx-condition-picker" }, input, list), input: picker.input };
}

class Picker {
  constructor(offer, words, chosen, choose, input, list) {
    Object.assign(this, { offer, words, chosen, choose, input, list, options: [], active: -1 });
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => this.open(""));
    input.addEventListener("input", () => this.open(input.value));
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // Pressing an option must not take the focus away before the click arrives.
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  open(search) {
    const wanted = search.trim().toLocaleLowerCase();
    this.options = [];
    const groups = this.offer.groups.map((group) => this.group(group, wanted)).filter(Boolean);
    this.list.replaceChildren(
      ...(groups.length ? groups : [h("div", { class: "gx-condition-none" }, this.words.no_fact)]),
    );
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.activate(this.options.length ? 0 : -1);
  }

  group(group, wanted) {
    const facts = group.facts.filter((fact) => `${group.label} ${fact.label}`.toLocaleLowerCase().includes(wanted));
    if (!facts.length) return null;
    const labelId = freshId("gx-group");
    const options = facts.map((fact) => this.option(fact));
    return h(
      "div",
      { role: "group", "aria-labelledby": labelId },
      h("div", { id: labelId, class: "gx-condition-area", role: "presentation" }, group.label),
      options,
    );
  }

  option(fact) {
    const selected = this.chosen?.name === fact.name;
    const element = h(
      "div",
      { id: freshId("gx-fact"), role: "option", "aria-selected": String(selected), onclick: () => this.decide(fact) },
      fact.label,
    );
    this.options.push({ element, fact });
    return element;
  }

  activate(index) {
    this.active = index;
    this.options.forEach(({ element }, at) => element.classList.toggle("is-active", at === index));
    const current = this.options[index]?.element;
    if (!current) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.input.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return; // a Chinese input method is choosing its own word
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return void this.open("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (this.options.length) this.activate((this.active + step + this.options.length) % this.options.length);
    } else if (event.key === "Enter") {
      event.preventDefault(); // never sends the form by accident
      if (isOpen && this.options[this.active]) this.decide(this.options[this.active].fact);
      else this.open("");
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation(); // closes the list, not the panel around it
      this.close();
    }
  }

  decide(fact) {
    this.chosen = fact;
    this.close();
    this.choose(fact);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.input.value = this.chosen ? this.chosen.label : "";
  }
}
