// The overview: what was opened in the matrix gets the focus, and a drawing wider than its place begins at the day looked at.

function toTheDay() {
  for (const region of document.querySelectorAll(".drawing")) {
    const day = region.querySelector(".day");
    if (!day || region.scrollWidth <= region.clientWidth) continue;
    const at = day.getBoundingClientRect().left - region.getBoundingClientRect().left + region.scrollLeft;
    region.scrollLeft = at - region.clientWidth * 0.7;
  }
}

const number = (element, name) => Number(element.getAttribute(name));

// The names of the lanes stay in sight, and the words at a bar begin where it comes into sight.
function follow(region) {
  const svg = region.querySelector("svg");
  const x = region.scrollLeft * svg.viewBox.baseVal.width / svg.clientWidth;
  const names = region.querySelector(".lane-names");
  names.setAttribute("transform", `translate(${x} 0)`);
  const from = x + number(names.querySelector("rect"), "width") + 3;
  for (const words of region.querySelectorAll(".event text:not([text-anchor])")) {
    const bar = words.parentElement.querySelector(".may");
    words.dataset.x ??= words.getAttribute("x");
    words.setAttribute("x", Math.max(words.dataset.x, x > 0 ? from : 0));
    words.toggleAttribute("hidden", number(bar, "x") + number(bar, "width") < from && x > 0);
  }
}

document.addEventListener("scroll", (event) => {
  if (event.target.matches?.(".drawing")) follow(event.target);
}, { capture: true, passive: true });

toTheDay();
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "main") return;
  toTheDay();
  const from = event.detail.requestConfig.elt;
  if (!from.matches(".cell, .close a")) return;
  (document.getElementById("facts") ?? document.getElementById(from.dataset.cell))?.focus();
});

// Escape closes the opened cell, as its link does.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("input, select, textarea")) return;
  document.querySelector("#facts .close a")?.click();
});
