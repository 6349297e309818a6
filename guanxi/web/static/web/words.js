// Texts and addresses the server put on the body.
const words = JSON.parse(document.body.dataset.words || "{}");

export const say = (key, ...values) => values.reduce((text, value) => text.replace("%s", value), words[key] ?? key);
export const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] ?? "";
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const isPhone = () => matchMedia("(max-width: 47.99rem)").matches;

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

// make("span", { class: "x" }, "text", node): an element; texts never become markup.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export async function post(address, values) {
  const body = new URLSearchParams(values);
  return fetch(address, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": csrf(), "HX-Request": "true" },
    credentials: "same-origin",
    redirect: "manual",
  });
}
