// The page of questions: names are suggested as one types, and lines for a shell are copied. Without this module the fields are plain.

const labelOf = (hit) => [hit.matched === hit.name ? "" : hit.matched, (hit.kind || hit.noun).replaceAll("_", " ")].filter(Boolean).join(", ");

let asked = 0;

async function suggest(field) {
  const text = field.value.trim();
  const list = field.list;
  if (!list || text.length < 2) return;
  const address = new URL(field.form.dataset.suggestions, location.href);
  address.searchParams.set("text", text);
  address.searchParams.set("limit", "8");
  for (const noun of field.dataset.suggest.split(" ")) address.searchParams.append("noun", noun);
  const turn = ++asked;
  const response = await fetch(address).catch(() => null);
  if (!response?.ok || turn !== asked) return;
  const { rows } = await response.json();
  list.replaceChildren(...rows.map((hit) => {
    const option = document.createElement("option");
    option.value = hit.name;
    option.label = labelOf(hit);
    return option;
  }));
}

let wait;
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-suggest]")) return;
  clearTimeout(wait);
  wait = setTimeout(suggest, 80, event.target);
});

function enhance(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button.copy")) button.hidden = false;
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  await navigator.clipboard.writeText(button.previousElementSibling.textContent);
  const words = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = words; }, 2000);
});
