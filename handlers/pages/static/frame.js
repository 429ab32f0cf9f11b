// The frame: the slider of the clock bar, and the search box. Both work on what htmx fetches; without this module they are a plain field and form.

const slider = document.getElementById("slider");
const situation = document.getElementById("as_of");
const dayWords = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// A day is a number of days since 1970, as on the server.
const inWords = (day) => dayWords.format(new Date(day * 86400000));

if (slider) {
  slider.hidden = false;
  const tell = () => slider.setAttribute("aria-valuetext", inWords(slider.value));
  tell();
  // Before htmx hears of it, the field must have the day: it is what htmx sends.
  document.addEventListener("input", (event) => {
    if (event.target !== slider) return;
    situation.value = inWords(slider.value);
    tell();
  }, { capture: true });
}

const box = document.getElementById("search");
const hits = document.getElementById("hits");
const links = () => [...hits.querySelectorAll("a")];
const close = () => { hits.hidden = true; };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const k = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
  if (slash || k) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

hits.addEventListener("htmx:afterSwap", () => { hits.hidden = box.value.trim() === "" || !box.form.contains(document.activeElement); });
box.addEventListener("focus", (event) => { if (!hits.contains(event.relatedTarget) && links().length > 0 && box.value.trim() !== "") hits.hidden = false; });
box.addEventListener("input", () => { if (box.value.trim() === "") close(); });
box.form.addEventListener("focusout", (event) => { if (!box.form.contains(event.relatedTarget)) close(); });

box.form.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !hits.hidden) {
    event.preventDefault();
    close();
    box.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || hits.hidden) return;
  const places = [box, ...links()];
  const next = places[places.indexOf(document.activeElement) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});
