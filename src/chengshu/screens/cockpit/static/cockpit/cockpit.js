// A screen that stays true: on every change it takes the panels that differ, at most every 5 s.
import { drawCharts } from "../look/chart.js";
import { drawMaps } from "../look/map.js";

const wall = document.querySelector("[data-screen]");
const known = new Map();
const KEEP_SIGNED_IN = 20 * 60 * 1000; // a quiet line alone does not prolong the session

function panelsOf(root) {
  return [...root.querySelectorAll("[data-panel]")];
}

function remember(root) {
  for (const panel of panelsOf(root)) known.set(panel.dataset.panel, panel.dataset.print);
}

function take(fresh) {
  for (const panel of panelsOf(fresh)) {
    const name = panel.dataset.panel;
    if (known.get(name) === panel.dataset.print) continue;
    const present = document.querySelector(`[data-panel="${name}"]`);
    if (!present) continue;
    present.replaceWith(panel);
    known.set(name, panel.dataset.print);
    window.htmx?.process(panel);
    drawCharts(panel);
    drawMaps(panel);
  }
}

async function refresh() {
  const answer = await fetch(wall.dataset.panels, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return mark("stale");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  take(page);
  mark("live");
}

function mark(state) {
  for (const light of document.querySelectorAll("[data-live]")) {
    light.dataset.live = state;
    light.textContent = state === "live" ? light.dataset.word : light.dataset.stale;
  }
}

function listen() {
  const source = new EventSource(wall.dataset.stream);
  const renew = () => refresh().catch(() => mark("stale"));
  source.addEventListener("screen", renew); // the first one too: something may have changed since
  source.addEventListener("closed", () => location.reload());
  source.onerror = () => mark("stale");
  setInterval(renew, 60_000); // clocks of cases run on when nothing else changes
}

if (wall) {
  remember(document);
  listen();
  setInterval(() => refresh().catch(() => mark("stale")), KEEP_SIGNED_IN);
}
