// The wall: scales the 1920 by 1080 canvas to the window and keeps its clock.

function fit() {
  const canvas = document.querySelector("[data-wall]");
  const scale = Math.min(innerWidth / 1920, innerHeight / 1080);
  canvas.style.transform = `scale(${scale})`;
  document.documentElement.style.setProperty("--wall-scale", scale);
}

function tick() {
  const now = new Date();
  const language = document.documentElement.lang;
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const timeZone = clock.dataset.zone; // the city's, wherever the wall stands
    const day = now.toLocaleDateString(language, { timeZone, year: "numeric", month: "long", day: "numeric", weekday: "long" });
    const time = now.toLocaleTimeString(language, { timeZone, hour12: false });
    clock.textContent = `${day} ${time}`;
    clock.dateTime = now.toISOString();
  }
}

fit();
tick();
addEventListener("resize", fit);
setInterval(tick, 1000);
