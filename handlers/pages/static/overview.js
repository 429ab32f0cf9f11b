// The overview: what was opened in the matrix gets the focus, and a drawing wider than its place begins at the day looked at.

function toTheDay() {
  for (const region of document.querySelectorAll(".drawing")) {
    const day = region.querySelector(".day");
    if (!day || region.scrollWidth <= region.clientWidth) continue;
    const at = day.getBoundingClientRect().left - region.getBoundingClientRect().left + region.scrollLeft;
    region.scrollLeft = at - region.clientWidth * 0.7;
  }
}

// The names of the lanes stay in sight.
function follow(region) {
  const svg = region.querySelector("svg");
  const x = region.scrollLeft * svg.viewBox.baseVal.width / svg.clientWidth;
  region.querySelector(".lane-names").setAttribute("transform", `translate(${x} 0)`);
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
