// Charts: options come from Python as JSON; this only adds the colours of the theme.
import { openEvidence } from "./drawer.js";

const LIBRARY = new URL("../vendor/echarts/echarts.min.js", import.meta.url);
const drawn = new WeakMap();
let library;

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => reject(new Error("echarts is missing"));
    document.head.append(script);
  });
  return library;
}

function token(element, name) {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

function theme(element) {
  const text = token(element, "--muted");
  const line = token(element, "--line");
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: text, hideOverlap: true },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: text, align: "left" },
  };
  return {
    color: [1, 2, 3, 4, 5].map((number) => token(element, `--series-${number}`)),
    backgroundColor: "transparent",
    textStyle: { fontFamily: token(element, "--sans"), color: text },
    legend: { textStyle: { color: text }, itemWidth: 12, itemHeight: 8 },
    tooltip: {
      backgroundColor: token(element, "--surface"),
      borderColor: token(element, "--line-strong"),
      textStyle: { color: token(element, "--text"), fontSize: 13 },
      axisPointer: { lineStyle: { color: token(element, "--line-strong") } },
    },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    gauge: {
      axisLine: { lineStyle: { color: [[1, line]] } },
      detail: { color: token(element, "--ink") },
      title: { color: text },
    },
    pie: { label: { color: text }, itemStyle: { borderColor: token(element, "--surface"), borderWidth: 2 } },
  };
}

function options(element) {
  return JSON.parse(document.getElementById(element.dataset.chart).textContent);
}

// Device pixels for one of ours; on the wall the whole page is scaled by CSS.
export function sharpness(element) {
  const scale = element.offsetWidth ? element.getBoundingClientRect().width / element.offsetWidth : 1;
  return Math.max(1, devicePixelRatio * scale);
}

export async function drawChart(element) {
  const height = Number(element.dataset.height);
  if (height) element.style.height = `${height}px`;
  const echarts = await load();
  if (!element.isConnected) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = echarts.init(element, theme(element), { devicePixelRatio: sharpness(element) });
  chart.setOption({ animation: !calm, animationDuration: 400, ...options(element) });
  chart.on("click", (event) => openEvidence(event.data?.url, event.seriesName));
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(element);
  drawn.set(element, { chart, observer });
}

// Replaces the figures of a drawn chart, e.g. when a screen receives new ones.
export function updateChart(element, values) {
  drawn.get(element)?.chart.setOption(values);
}

export function drawCharts(root) {
  const found = [...root.querySelectorAll("[data-chart]")];
  if (root.matches?.("[data-chart]")) found.push(root);
  for (const element of found) {
    if (drawn.has(element)) continue;
    drawn.set(element, {});
    drawChart(element);
  }
}

document.addEventListener("htmx:beforeCleanupElement", (event) => {
  const known = drawn.get(event.detail.elt);
  if (!known?.chart) return;
  known.observer.disconnect();
  known.chart.dispose();
});
