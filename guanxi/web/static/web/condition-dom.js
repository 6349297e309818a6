// Building elements: text always as text, never as markup.

let last = 0;

/** An id that no other element on the page has. */
export const freshId = (prefix) => `${prefix}-${(last += 1)}`;

/** An element; `on*` attributes are listeners, true writes an empty attribute, false and null none. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** An icon of the page's sprite: decoration only. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.body.dataset.icons ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

export function button(label, iconName, onclick, extra = {}) {
  return h(
    "button",
    { type: "button", class: "gx-button gx-button-ghost gx-small", onclick, ...extra },
    icon(iconName),
    h("span", {}, label),
  );
}

export function iconButton(label, iconName, onclick, extra = {}) {
  const named = { type: "button", class: "gx-icon-button", "aria-label": label, title: label };
  return h("button", { ...named, onclick, ...extra }, icon(iconName));
}
