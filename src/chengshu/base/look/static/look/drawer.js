// The drawer: opens when htmx has put something into it.

// Opens an address of our own: in the drawer on the wall, which nobody should leave, else as a page.
export function openEvidence(url, title) {
  if (typeof url !== "string" || !url.startsWith("/")) return;
  if (!document.querySelector("[data-wall]") || !window.htmx) {
    location.assign(url);
    return;
  }
  document.getElementById("drawer-title").textContent = title ?? "";
  window.htmx.ajax("GET", url, { target: "#drawer-body", swap: "innerHTML" });
}

export function watchDrawer() {
  const drawer = document.getElementById("drawer");
  if (!drawer) return;
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "drawer-body") return;
    const source = event.detail.requestConfig?.elt;
    const title = source?.closest?.("[data-drawer]")?.dataset.drawer;
    if (title) document.getElementById("drawer-title").textContent = title;
    if (!drawer.open) drawer.showModal();
    document.getElementById("drawer-body").focus();
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-close]")) drawer.close();
  });
  drawer.addEventListener("close", () => {
    document.getElementById("drawer-body").replaceChildren();
  });
}
