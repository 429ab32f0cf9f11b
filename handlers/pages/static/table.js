// Tables of class sortable: each head with data-sort gets a button that sorts by it, "number" from the largest, anything else from the beginning.

const languages = document.documentElement.lang;
const compareTexts = new Intl.Collator(languages, { numeric: true }).compare;

const valueOf = (row, at) => row.cells[at]?.dataset.value ?? row.cells[at]?.textContent.trim() ?? "";

function sort(table, head) {
  const number = head.dataset.sort === "number";
  const before = head.getAttribute("aria-sort");
  const order = before === (number ? "descending" : "ascending") ? (number ? "ascending" : "descending") : (number ? "descending" : "ascending");
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  const at = head.cellIndex;
  const compare = number ? (a, b) => Number(a) - Number(b) : compareTexts;
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => sign * compare(valueOf(a, at), valueOf(b, at)));
  table.tBodies[0].append(...rows);
}

// Marks above letters and case make no difference to what is looked for.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// A line of class narrow before a table shows only its rows with what is typed there. A short table needs none.
const fewRows = 8;

function narrow(line) {
  const rows = [...line.nextElementSibling.querySelector("tbody").rows];
  const told = line.querySelector("[role=status]");
  line.hidden = rows.length < fewRows;
  line.querySelector("input").addEventListener("input", (event) => {
    const wanted = plain(event.target.value.trim());
    for (const row of rows) row.hidden = !plain(row.textContent).includes(wanted);
    const shown = rows.filter((row) => !row.hidden).length;
    told.textContent = wanted === "" ? "" : line.dataset.told.replace("{shown}", shown).replace("{all}", rows.length);
  });
}

function enhance(root) {
  for (const line of root.querySelectorAll(".narrow[hidden]")) narrow(line);
  for (const head of root.querySelectorAll("table.sortable th[data-sort]:not(:has(button))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head.closest("table"), head));
    head.append(button);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
