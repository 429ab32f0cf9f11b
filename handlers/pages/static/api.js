// The reference of the API: Swagger UI on this server's own description. Nothing is asked of any other server.

const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
paint();
dark.addEventListener("change", paint);

// Swagger UI makes a link of an operation's path, inside the button that opens it: a control in a control is none to a screen reader.
const pathsAreText = ({ React }) => ({
  components: { DeepLink: ({ text }) => React.createElement("span", null, text) },
});

// It also leaves fields without a name, and text that scrolls out of the keyboard's reach.
const reference = document.getElementById("reference");
new MutationObserver(() => {
  for (const field of reference.querySelectorAll("[data-param-name] :is(input, select, textarea), .body-param textarea")) {
    if (field.labels.length === 0) field.ariaLabel = field.closest("[data-param-name]")?.dataset.paramName ?? "body";
  }
  for (const text of reference.querySelectorAll("pre:not([tabindex])")) text.tabIndex = 0;
}).observe(reference, { childList: true, subtree: true });

SwaggerUIBundle({
  domNode: reference,
  url: "/openapi.json",
  plugins: [pathsAreText],
  validatorUrl: null, // else a badge of swagger.io
  deepLinking: true, // an operation that is open stands in the address
  displayOperationId: true,
  displayRequestDuration: true,
  filter: true,
  syntaxHighlight: { theme: "obsidian" }, // of its themes one whose every colour reads on its ground
  defaultModelsExpandDepth: 0,
});
