// The keyboard of the confirm page: moves between lines and presses their buttons.
// Every button works without it; the server says what became of a line.

const TYPING = "input, textarea, select, [contenteditable]";
const NATIVE = "button, a, summary, input, textarea, select";
let current = ""; // the line a person is at
let wanted = ""; // the line to go to once the server has answered
let moves = false; // whether that line must be one that waits
let edits = false; // whether the opened line's first field takes the focus
let asking = false; // an answer is on its way; keys wait for it, in order
const queue = [];

const sheet = () => document.getElementById("sheet");
const lines = () => [...sheet().querySelectorAll("[data-line]")].filter((line) => line.checkVisibility());
const find = (id) => lines().find((line) => line.dataset.line === id);

function choose(line, { focus = true } = {}) {
  if (!line) return;
  for (const other of sheet().querySelectorAll("[data-line][aria-current]")) {
    other.removeAttribute("aria-current");
    other.tabIndex = -1;
  }
  current = line.dataset.line;
  line.setAttribute("aria-current", "true");
  line.tabIndex = 0;
  if (!focus) return;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = lines();
  const here = all.findIndex((line) => line.dataset.line === current);
  choose(all[Math.min(all.length - 1, Math.max(0, here + by))] ?? all[0]);
}

// The next line that waits after `id`, from the top again if none follows.
function following(id) {
  const all = lines();
  const here = all.findIndex((line) => line.dataset.line === id);
  const round = [...all.slice(here + 1), ...all.slice(0, here + 1)];
  return round.find((line) => "waits" in line.dataset && line.dataset.line !== id)?.dataset.line ?? id;
}

function press(act) {
  const line = find(current);
  line?.querySelector(`[data-act="${act}"]`)?.click();
}

function pressKey(key) {
  const button = sheet().querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button && button.getAttribute("aria-disabled") !== "true") button.click();
  else button?.focus();
}

function accept() {
  const line = find(current);
  if (!line || !("waits" in line.dataset)) {
    choose(find(following(current)));
    return;
  }
  press("accept");
}

function open(withFocus) {
  const line = find(current);
  const opened = sheet().querySelector("[data-open]");
  edits = withFocus;
  if (opened?.dataset.open === current && withFocus) focusField();
  else line?.querySelector('[data-act="open"]')?.click();
}

function close() {
  sheet().querySelector('[data-act="close"], [aria-expanded="true"]')?.click();
}

function focusField() {
  edits = false;
  const field = sheet().querySelector("[data-open] :is(input, select, textarea)");
  field?.focus();
  if (field?.matches("input[type=text], textarea")) field.select();
}

// A choice that is not rolled out: Enter saves, as it does in a field of text.
function isClosedChoice(field) {
  if (!field.matches("[data-open] select")) return false;
  return !(CSS.supports("selector(:open)") && field.matches(":open"));
}

function showKeys() {
  document.getElementById("survey-keys").showModal();
}

const KEYS = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  Enter: accept,
  e: () => open(true),
  v: () => open(false),
  x: () => press("out"),
  a: () => pressKey("a"),
  A: () => pressKey("A"),
  u: () => pressKey("u"),
  s: () => pressKey("s"),
  "?": showKeys,
};

document.addEventListener("keydown", (event) => {
  if (!sheet() || document.querySelector("dialog[open]")) return;
  const typing = event.target.matches?.(TYPING);
  if (event.key === "Escape" && sheet().querySelector("[data-open]")) {
    event.preventDefault();
    if (asking) queue.push(close);
    else close();
    return;
  }
  if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey || isClosedChoice(event.target))) {
    event.preventDefault();
    sheet().querySelector('[data-open] [value^="save:"]')?.click();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Enter" && event.target.matches?.(NATIVE)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  if (asking) queue.push(act);
  else act();
});

function settle() {
  asking = false;
  while (queue.length && !asking && !document.querySelector("dialog[open]")) queue.shift()();
  sheet().dataset.calm = asking ? "0" : "1";
}

document.addEventListener("click", (event) => {
  const line = event.target.closest?.("[data-line]");
  if (line) choose(line, { focus: !event.target.closest(NATIVE) });
  if (event.target.closest?.('[data-key="?"]')) showKeys();
});

// Where to go when the answer comes: on after a word of a line, else stay.
document.addEventListener("htmx:beforeRequest", (event) => {
  asking = true;
  sheet().dataset.calm = "0";
  const [word, ...rest] = (event.detail.elt.value ?? "").split(":");
  if (word === "accept") edits = true; // a line that lacks something opens to be filled in
  moves = ["accept", "save", "out", "above"].includes(word);
  wanted = moves && rest.length > 1 ? following(rest.join(":")) : current;
});

document.addEventListener("htmx:afterSwap", begin);
document.addEventListener("htmx:afterSettle", settle); // only now do the new buttons answer
for (const end of ["htmx:sendError", "htmx:timeout", "htmx:swapError"]) {
  document.addEventListener(end, settle);
}

function begin() {
  for (const hint of sheet().querySelectorAll("[data-key][hidden]")) hint.hidden = false;
  const first = sheet().querySelector("[data-waits]") ?? lines()[0];
  const opened = sheet().querySelector("[data-open]");
  const next = find(opened?.dataset.open ?? wanted) ?? first;
  const waits = next && "waits" in next.dataset;
  choose(moves && !opened && !waits ? find(following(next.dataset.line)) : next);
  moves = false;
  if (opened && edits) focusField();
  edits = false;
}

if (sheet()) {
  wanted = decodeURIComponent(location.hash.slice(1));
  begin();
  settle();
}
