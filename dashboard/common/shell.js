// Do for the whole page what Streamlit leaves undone: tell a new page, keep what is hidden out of the keyboard's and
// the screen reader's way, keep a page readable when its connection is lost, and write the foot of a printed page.

const LOST = "The connection is lost. This page stays as it was and is not live; it reconnects by itself.";
// Streamlit's own dialog would cover the page; the strip says the same without covering it.
const DIALOG = "Connection error";

function hush(root) {
  for (const icon of root.querySelectorAll('[role="img"][aria-label$=" icon"]:not([aria-hidden])')) {
    icon.setAttribute("aria-hidden", "true");
  }
  const menu = root.querySelector('[data-testid="stSidebar"]');
  if (menu) menu.inert = menu.dataset.collapsed === "true";
  const opener = root.querySelector('[data-testid="stExpandSidebarButton"]');
  if (opener && opener.getAttribute("aria-label") !== "Menu") opener.setAttribute("aria-label", "Menu");
  const closer = root.querySelector('[data-testid="stSidebarCollapseButton"] button');
  if (closer && closer.getAttribute("aria-label") !== "Close the menu") closer.setAttribute("aria-label", "Close the menu");
  // A chip is the name of a choice and the button that removes it.
  for (const chip of root.querySelectorAll("[data-tag]:not([role])")) chip.setAttribute("role", "group");
  for (const drawing of root.querySelectorAll(".gr-chart .svg-container:not([aria-hidden])")) {
    drawing.setAttribute("aria-hidden", "true");
  }
}

// On a phone a page's choices fold into one panel, so that the chart comes first.
function fold(root) {
  for (const panel of root.querySelectorAll('[class*="st-key-choose-"]')) {
    if (panel.previousElementSibling?.classList.contains("gr-choose")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "gr-choose";
    button.textContent = "Choose";
    button.setAttribute("aria-expanded", String("open" in panel.dataset));
    button.onclick = () => {
      panel.toggleAttribute("data-open");
      button.setAttribute("aria-expanded", String("open" in panel.dataset));
    };
    panel.before(button);
  }
  for (const button of root.querySelectorAll(".gr-choose")) {
    if (!button.nextElementSibling?.matches('[class*="st-key-choose-"]')) button.remove();
  }
}

function uncover() {
  for (const dialog of document.querySelectorAll('[role="dialog"]')) {
    if (dialog.querySelector("h2")?.textContent !== DIALOG) continue;
    dialog.parentElement.style.display = "none";
    dialog.querySelector('button[aria-label="Close"]')?.click();
  }
}

function watch(strip) {
  const app = document.querySelector('[data-testid="stApp"]');
  let waiting = 0;
  const look = () => {
    hush(document);
    fold(document);
    uncover();
    const lost = app?.dataset.testConnectionState !== "CONNECTED";
    clearTimeout(waiting);
    // Streamlit also reconnects for a moment when a page wakes up.
    if (lost && strip.hidden) waiting = setTimeout(() => { strip.textContent = LOST; strip.hidden = false; }, 1500);
    else if (!lost && !strip.hidden) { strip.hidden = true; strip.textContent = ""; }
  };
  let frame = 0;
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(look);
  });
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["data-collapsed", "data-test-connection-state"],
  });
  look();
  return () => { observer.disconnect(); cancelAnimationFrame(frame); clearTimeout(waiting); };
}

// The first HTML shows a still of the view; it goes when the page has drawn its own chart, or has none.
function reveal(patience = 400) {
  const still = document.getElementById("gr-still");
  if (!still) return;
  const figure = document.querySelector(".gr-figure");
  if (!figure || figure.querySelector(".main-svg") || patience === 0) still.remove();
  else requestAnimationFrame(() => reveal(patience - 1));
}

function start(strip, foot) {
  const unwatch = watch(strip);
  const state = { write: () => { foot.textContent = `${location.href} · ${state.foot}`; } };
  window.addEventListener("beforeprint", state.write);
  state.stop = () => { unwatch(); window.removeEventListener("beforeprint", state.write); };
  return state;
}

const states = new WeakMap();

export default function ({ data, parentElement }) {
  const part = (name) => parentElement.querySelector(name);
  const strip = part(".gr-lost");
  const state = states.get(strip) ?? start(strip, part(".gr-foot"));
  states.set(strip, state);
  state.foot = data.foot;
  state.write();
  reveal();
  const before = window.governanceRiskPage;
  window.governanceRiskPage = data.page;
  if (before !== undefined && before !== data.page) {
    const heading = document.querySelector('[data-testid="stMain"] h1');
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    part(".gr-said").textContent = data.page;
  }
  return () => { state.stop(); states.delete(strip); };
}
