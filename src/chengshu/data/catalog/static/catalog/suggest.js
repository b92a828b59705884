// Arrow keys walk through the suggestions under a search field; Escape and leaving put them away.
// Without JavaScript the form searches as it is.

function linksOf(form) {
  return [...form.querySelectorAll(".catalog-suggestions a")];
}

function clear(form) {
  const place = form.querySelector("#suggestions");
  if (place) place.replaceChildren();
}

function walk(form, step) {
  const links = linksOf(form);
  if (!links.length) return false;
  const input = form.querySelector("input[type=search]");
  const stops = [input, ...links];
  const here = Math.max(stops.indexOf(document.activeElement), 0);
  stops[(here + step + stops.length) % stops.length].focus();
  return true;
}

for (const form of document.querySelectorAll("form[data-suggest]")) {
  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && walk(form, step)) event.preventDefault();
    if (event.key === "Escape" && linksOf(form).length) {
      clear(form);
      form.querySelector("input[type=search]").focus();
      event.preventDefault();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) setTimeout(() => clear(form), 150);
  });
}

// On a narrow screen the filters stand folded above the hits.
for (const fold of document.querySelectorAll("details[data-fold]")) {
  if (window.matchMedia("(max-width: 1000px)").matches) fold.open = false;
}
