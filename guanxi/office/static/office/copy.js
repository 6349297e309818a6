// Copies a field's value; the button says so.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // Without the clipboard's permission the text stays selected for Ctrl+C.
    }
    button.querySelector("span").textContent = button.dataset.copied;
  });
}
