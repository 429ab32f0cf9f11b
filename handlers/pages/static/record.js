// The page Record: names are found while they are typed, what is typed is kept in this browser until it is saved, and the keyboard is enough.
// Without this module the form works by its buttons: the server then asks which name is meant.

const form = document.getElementById("record");

// What is typed, kept in this browser: a list of forms by the id of each. Those that were sent go when the page of what was saved is shown.
const drafts = {
  key: "liaison.drafts " + (document.querySelector("[data-page]")?.dataset.page ?? ""),
  most: 5,
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  },
  write(all) {
    const newest = Object.entries(all).sort(([, a], [, b]) => b.at - a.at).slice(0, this.most);
    try {
      if (newest.length > 0) localStorage.setItem(this.key, JSON.stringify(Object.fromEntries(newest)));
      else localStorage.removeItem(this.key);
    } catch { /* a browser that keeps nothing */ }
  },
  keep(sent = false) {
    const fields = [...new FormData(form)].filter(([name]) => name !== "do");
    this.write({ ...this.read(), [form.elements.apply.value]: { at: Date.now(), sent, fields } });
  },
  drop(which) {
    this.write(Object.fromEntries(Object.entries(this.read()).filter(([id, draft]) => !which(id, draft))));
  },
};

if (document.getElementById("saved")) drafts.drop((_, draft) => draft.sent);

if (form) {
  const banner = document.getElementById("draft");
  const apply = form.elements.apply.value;

  const offer = () => {
    const [id, draft] = Object.entries(drafts.read()).filter(([id]) => id !== apply).sort(([, a], [, b]) => b.at - a.at)[0] ?? [];
    banner.hidden = !draft;
    if (!draft) return;
    const time = document.getElementById("draft-time");
    time.dateTime = new Date(draft.at).toISOString();
    time.textContent = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(draft.at);
    document.getElementById("draft-forget").onclick = () => {
      drafts.drop((other) => other === id);
      offer();
    };
    // The server makes the page of it, as it does of a form that comes back.
    document.getElementById("draft-continue").onclick = () => {
      const again = document.createElement("form");
      again.method = "post";
      again.action = form.action;
      for (const [name, value] of [...draft.fields, ["do", "continue"]]) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = name;
        input.value = value;
        again.append(input);
      }
      document.body.append(again);
      again.submit();
    };
  };

  if (banner.dataset.typed === "true") {
    drafts.drop((_, draft) => draft.sent);
    drafts.keep();
    document.getElementById("problems")?.focus();
  } else {
    offer();
  }

  let later;
  const keepSoon = () => {
    clearTimeout(later);
    later = setTimeout(() => drafts.keep(), 250);
  };
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("htmx:afterSettle", (event) => {
    if (!event.target.matches("fieldset")) return;
    form.querySelector("[data-focus]")?.focus();
    keepSoon();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(later);
    drafts.keep(event.submitter?.value === "save");
  });
}

// Names: a field with data-find offers what its text may mean.
const wait = 120;
let open = null;

const pickOf = (input) => form.elements[input.name + "-pick"];
const foundOf = (input) => document.getElementById(input.id + "-what");
const offers = () => (open ? [...open.list.children] : []);

function shut() {
  if (!open) return;
  open.input.setAttribute("aria-expanded", "false");
  open.input.removeAttribute("aria-activedescendant");
  open.list.remove();
  open = null;
}

function mark(option) {
  for (const other of offers()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    open.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    open.input.removeAttribute("aria-activedescendant");
  }
}

const marked = () => offers().find((option) => option.getAttribute("aria-selected") === "true");

let asked;
async function look(input) {
  asked?.abort();
  asked = new AbortController();
  const address = new URL(form.dataset.hits, location.href);
  address.searchParams.set("of", input.dataset.find);
  address.searchParams.set("text", input.value.trim());
  address.searchParams.set("field", input.id);
  let html = "";
  try {
    const response = await fetch(address, { signal: asked.signal });
    if (response.ok) html = await response.text();
  } catch { return; }
  if (document.activeElement !== input) return;
  shut();
  const list = document.createElement("div");
  list.className = "offers";
  list.id = input.id + "-offers";
  list.setAttribute("role", "listbox");
  list.tabIndex = -1; // what scrolls would have the focus else, and Tab leads on
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.innerHTML = html;
  const told = list.querySelector("template");
  told?.remove();
  if (!list.firstElementChild) return;
  if (told) raise(told.content.querySelector(".marking"));
  input.after(list);
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", list.id);
  const first = list.firstElementChild;
  open = { input, list, suggested: !first.dataset.pick.startsWith("new-") };
  mark(open.suggested ? first : null);
}

// raise has the page say that it shows something of a marking: what is offered is on it, and what is taken stays.
function raise(to) {
  for (const marking of document.querySelectorAll(".marking")) {
    if (Number(marking.dataset.level) < Number(to.dataset.level)) marking.replaceWith(to.cloneNode(true));
  }
}

// forget takes back what was decided on about a field whose text is changed.
function forget(input) {
  if (input.dataset.find === "country") return;
  const pick = pickOf(input);
  if (pick && !pick.value.startsWith("new-")) {
    pick.value = "";
    const found = foundOf(input);
    if (found) found.textContent = "";
    const panel = document.getElementById(input.id + "-new");
    if (panel) panel.hidden = true;
  }
  input.closest(".naming")?.querySelector(":scope > .which")?.remove();
  const row = input.closest(".row.who");
  if (!row) return;
  setPost(row, "");
  const actingFor = row.querySelector("[data-find=for]");
  if (input !== actingFor && "filled" in actingFor.dataset) set(actingFor, "", "", "");
  delete actingFor.dataset.filled;
}

function setPost(row, value) {
  const post = row.querySelector("[name^='post-']");
  if (post.type === "hidden") {
    post.value = value;
    return;
  }
  const hidden = document.createElement("input");
  Object.assign(hidden, { type: "hidden", name: post.name, id: post.id, value });
  post.labels[0]?.remove();
  post.replaceWith(hidden);
}

function set(input, text, pick, what) {
  input.value = text;
  pickOf(input).value = pick;
  const found = foundOf(input);
  if (found) found.textContent = what;
  input.removeAttribute("aria-invalid");
  input.closest(".naming").querySelectorAll(":scope > .which, :scope > .mistake").forEach((e) => e.remove());
}

function choose(option) {
  const input = open.input;
  const told = option.dataset;
  shut();
  if (input.dataset.find === "country") {
    input.value = told.name;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  set(input, told.name, told.pick, told.what);
  const panel = document.getElementById(input.id + "-new");
  if (panel) panel.hidden = told.pick !== "new-organisation";
  if (panel && !panel.hidden) {
    const country = panel.querySelector("[data-find=country]");
    if (!country.value) country.value = form.elements.place.dataset.country ?? "";
    panel.querySelector("select").focus();
  }
  if (input.dataset.find === "place") input.dataset.country = told.country ?? "";
  if (input.dataset.find === "source") tellSource(told);
  if (input.dataset.find === "who") fillRow(input.closest(".row"), told);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// fillRow fills in what follows from who took part: for whom they acted, and in which post.
function fillRow(row, told) {
  const actingFor = row.querySelector("[data-find=for]");
  if (told.usual) row.querySelector("[name^='role-']").options[0].textContent = told.usual;
  if (told.post) {
    set(actingFor, told.forName, told.for, "");
    actingFor.dataset.filled = "";
  }
  setPost(row, told.post ?? ("person" in told ? "-" : ""));
}

// tellSource says what the defaults are now that the source is known.
function tellSource(told) {
  for (const [select, value] of [[form.elements.marking, told.marking], [form.elements.reliability, told.reliability]]) {
    if (value) select.options[0].textContent = select.dataset.from.replace("%s", value);
  }
}

if (form) {
  let soon;
  form.addEventListener("focusin", (event) => {
    if (!event.target.matches("[data-find]")) return;
    const input = event.target;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    if (!input.hasAttribute("aria-expanded")) input.setAttribute("aria-expanded", "false");
  });
  form.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches("[data-find]")) return;
    forget(input);
    clearTimeout(soon);
    if (input.value.trim().length < 2) {
      shut();
      return;
    }
    soon = setTimeout(() => look(input), wait);
  });
  form.addEventListener("focusout", (event) => {
    if (open?.input !== event.target) return;
    const exact = offers().find((option) => "exact" in option.dataset);
    if (exact) choose(exact);
    else shut();
  });
  form.addEventListener("pointerdown", (event) => { if (event.target.closest(".offers")) event.preventDefault(); });
  form.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && open) choose(option);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      document.getElementById("save").click();
      return;
    }
    if (open?.input === event.target && onOpen(event)) {
      event.preventDefault();
      return;
    }
  });
  // Enter alone would press a button that nobody sees.
  form.addEventListener("keypress", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });

  // A kind that belongs to no country needs none.
  form.addEventListener("change", (event) => {
    if (event.target.matches("[name$='-kind']") && ["regional_body", "international_organisation"].includes(event.target.value)) {
      event.target.closest(".created").querySelector("[data-find=country]").value = "";
    }
  });

  // Held or planned follows from the day, until somebody chooses.
  const status = form.elements.status;
  let chosen = document.getElementById("draft").dataset.typed === "true";
  status.addEventListener("change", () => { chosen = true; });
  form.addEventListener("htmx:configRequest", (event) => {
    if (!chosen && "status" in event.detail.parameters && event.detail.verb === "get") event.detail.parameters.status = "held";
  });
  form.addEventListener("htmx:afterSwap", (event) => {
    const read = event.target.id === "when-reading" && event.target.querySelector("[data-status]");
    if (read && !chosen) status.value = read.dataset.status;
  });

  // A list of topics is completed topic by topic.
  const known = [...document.querySelectorAll("#topics-in-use option")].map((option) => option.value);
  form.elements.topics.addEventListener("input", (event) => {
    const before = event.target.value.replace(/[^,]*$/, "");
    const rest = before && before + " ";
    document.getElementById("topics-in-use").replaceChildren(...known.filter((topic) => !before.split(",").map((t) => t.trim()).includes(topic)).map((topic) => new Option("", rest + topic)));
  });
}

// onOpen handles a key while offers are shown, and says whether it did.
function onOpen(event) {
  const list = offers();
  const at = list.indexOf(marked());
  switch (event.key) {
    case "ArrowDown":
      // The first is marked before anybody chose it: who presses Down means that one, and not what comes after it, which may be to create another.
      mark(list[open.suggested ? at : Math.min(at + 1, list.length - 1)]);
      open.suggested = false;
      return true;
    case "ArrowUp":
      mark(at > 0 ? list[at - 1] : null);
      return true;
    case "Enter":
      if (marked()) choose(marked());
      return true;
    case "Escape":
      shut();
      return true;
  }
  return false;
}
