// The example toast of the design system's page.
import { say } from "./words.js";

document.querySelector("[data-show-toast]")?.addEventListener("click", () => {
  document.body.dispatchEvent(new CustomEvent("gx:toast", { detail: { items: [{ text: say("finished"), tone: "done", undo: 0, href: "/", link: "→" }] } }));
});
