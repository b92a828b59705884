// Starts the parts of a page: drawer, charts, maps. Every page works without it.
import { watchDrawer } from "./drawer.js";
import { drawCharts } from "./chart.js";
import { drawMaps } from "./map.js";

function start(root) {
  drawCharts(root);
  drawMaps(root);
}

watchDrawer();
start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.person[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.person[open]")) menu.open = false;
  const side = document.getElementById("menu-open");
  if (side) side.checked = false;
});
