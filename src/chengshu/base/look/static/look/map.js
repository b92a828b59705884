// Maps: our own GeoJSON on an empty style; no tiles, no glyphs, nothing from outside.

import { sharpness } from "./chart.js";
import { openEvidence } from "./drawer.js";

const drawn = new WeakMap();
let library;

function load(element) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = element.dataset.script;
    script.onload = () => {
      window.maplibregl.setWorkerUrl(element.dataset.worker);
      resolve(window.maplibregl);
    };
    script.onerror = () => reject(new Error("maplibre is missing"));
    document.head.append(script);
  });
  return library;
}

function token(element, name) {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

function colour(layer, element) {
  const plain = layer.colour || token(element, "--series-1");
  if (!layer.valueKey || !layer.steps.length) return plain;
  const value = ["get", layer.valueKey];
  const missing = token(element, "--level-grey");
  const steps = layer.steps.slice(1).flatMap(([from, shade]) => [from, shade]);
  const first = layer.steps[0][1];
  const stepped = steps.length ? ["step", value, first, ...steps] : first;
  return ["case", ["==", ["typeof", value], "number"], stepped, missing];
}

function drawLayer(map, layer, element) {
  const source = layer.id;
  map.addSource(source, { type: "geojson", data: layer.data });
  const paint = colour(layer, element);
  const outline = token(element, "--line-strong");
  if (layer.kind === "fill") {
    map.addLayer({ id: layer.id, source, type: "fill", paint: { "fill-color": paint, "fill-opacity": 0.75 } });
    map.addLayer({ id: `${layer.id}-line`, source, type: "line", paint: { "line-color": outline, "line-width": 1 } });
  } else if (layer.kind === "line") {
    map.addLayer({ id: layer.id, source, type: "line", paint: { "line-color": paint, "line-width": 2 } });
  } else {
    const ring = token(element, "--surface");
    map.addLayer({ id: layer.id, source, type: "circle", paint: { "circle-color": paint, "circle-radius": 6, "circle-stroke-color": ring, "circle-stroke-width": 1.5 } });
  }
  if (layer.labelKey) drawLabels(map, layer, element);
}

function drawLabels(map, layer, element) {
  map.addLayer({
    id: `${layer.id}-label`,
    source: layer.id,
    type: "symbol",
    layout: { "text-field": ["get", layer.labelKey], "text-size": 13, "text-font": ["sans-serif"], "text-offset": layer.kind === "point" ? [0, 1.2] : [0, 0] },
    paint: { "text-color": token(element, "--ink"), "text-halo-color": token(element, "--surface"), "text-halo-width": 1.4 },
  });
}

function facts(layer, properties) {
  const list = document.createElement("dl");
  list.className = "map-facts";
  for (const [key, label] of layer.popup) {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = label;
    value.textContent = properties[key] ?? "—";
    list.append(term, value);
  }
  return list;
}

function watchLayer(library, map, layer) {
  const popup = new library.Popup({ closeButton: false, closeOnClick: false });
  const linked = Boolean(layer.urlKey);
  map.on("mousemove", layer.id, (event) => {
    map.getCanvas().style.cursor = linked ? "pointer" : "";
    if (!layer.popup.length) return;
    popup.setLngLat(event.lngLat).setDOMContent(facts(layer, event.features[0].properties)).addTo(map);
  });
  map.on("mouseleave", layer.id, () => {
    map.getCanvas().style.cursor = "";
    popup.remove();
  });
  map.on("click", layer.id, (event) => {
    const { properties } = event.features[0];
    openEvidence(properties[layer.urlKey], properties.name);
  });
}

function grow(box, coordinates) {
  if (typeof coordinates[0] === "number") {
    box[0] = Math.min(box[0], coordinates[0]);
    box[1] = Math.min(box[1], coordinates[1]);
    box[2] = Math.max(box[2], coordinates[0]);
    box[3] = Math.max(box[3], coordinates[1]);
  } else {
    for (const part of coordinates) grow(box, part);
  }
}

function bounds(layers) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const layer of layers) {
    for (const feature of layer.data.features ?? []) {
      if (feature.geometry) grow(box, feature.geometry.coordinates);
    }
  }
  return Number.isFinite(box[0]) ? box : null;
}

async function fetchLayers(layers) {
  for (const layer of layers) {
    if (typeof layer.data === "string") layer.data = await (await fetch(layer.data)).json();
  }
}

function excuse(element) {
  const text = document.createElement("p");
  text.className = "map-missing";
  text.textContent = element.dataset.missing;
  element.replaceChildren(text);
}

export async function drawMap(element) {
  element.style.height = `${Number(element.dataset.height) || 420}px`;
  const { layers } = JSON.parse(document.getElementById(element.dataset.map).textContent);
  try {
    const maplibre = await load(element);
    await fetchLayers(layers);
    const style = { version: 8, sources: {}, layers: [] };
    const box = bounds(layers);
    const padding = { top: 24, right: 24, bottom: 24, left: 24 + (Number(element.dataset.inset) || 0) };
    const view = box ? { bounds: box, fitBoundsOptions: { padding } } : { center: [105, 35], zoom: 3 };
    const map = new maplibre.Map({ container: element, style, ...view, attributionControl: false, pixelRatio: sharpness(element), dragRotate: false, pitchWithRotate: false });
    map.touchZoomRotate.disableRotation();
    map.on("load", () => {
      for (const layer of layers) drawLayer(map, layer, element);
      for (const layer of layers) watchLayer(maplibre, map, layer);
      element.dataset.ready = "1";
    });
    drawn.set(element, map);
  } catch {
    excuse(element);
  }
}

// Returns the MapLibre map of a panel, for a screen that adds to it.
export function mapOf(element) {
  return drawn.get(element);
}

export function drawMaps(root) {
  for (const element of root.querySelectorAll("[data-map]")) {
    if (drawn.has(element)) continue;
    drawn.set(element, null);
    drawMap(element);
  }
}

document.addEventListener("htmx:beforeCleanupElement", (event) => drawn.get(event.detail.elt)?.remove());
