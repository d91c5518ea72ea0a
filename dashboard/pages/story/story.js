// Draw the story: steps of text beside one chart that changes with them. Scrolling, arrow keys and buttons change
// the step, which goes to the address. `plotly.js` stands before this file.

// Below this width the chart stands above the text and takes less than half of the screen.
const STACKED = 820;
const stacked = () => window.innerWidth <= STACKED;
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function tag(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function verdict(claim) {
  const line = tag("p", "", { class: "verdict" });
  line.append(tag("b", `${claim.sign} ${claim.verdict}: `), tag("a", claim.text, { href: claim.link, target: "_self" }));
  return line;
}

function written(step, number) {
  const item = tag("li", "", { "data-step": step.id });
  item.append(tag("h2", `${number + 1}. ${step.title}`), tag("p", step.text));
  for (const claim of step.claims) item.append(verdict(claim));
  const sources = tag("p", step.sources.length ? "Sources: " : "", { class: "verdict" });
  step.sources.forEach((source, place) => {
    if (place) sources.append("; ");
    sources.append(tag("a", source.name, { href: source.link, target: "_blank", rel: "noopener" }));
  });
  item.append(sources, tag("div", "", { class: "printed" }));
  return item;
}

function draw(state, chart, step, width) {
  const { data, layout } = fitted(step.figure, width);
  const height = stacked() ? Math.round(Math.min(layout.height, window.innerHeight * 0.44)) : layout.height;
  const inked = themed({ ...layout, height }, inkOf(state.element));
  return window.Plotly.react(chart, data, inked, state.config);
}

function show(state, place, { scroll = false } = {}) {
  const steps = state.steps;
  const at = Math.max(0, Math.min(place, steps.length - 1));
  const step = steps[at];
  const changed = at !== state.at;
  state.at = at;
  for (const item of state.items) item.removeAttribute("aria-current");
  state.items[at].setAttribute("aria-current", "step");
  state.element.querySelector(".note").textContent = step.note;
  state.element.querySelector(".where").textContent = `${at + 1} of ${steps.length}`;
  state.element.querySelector('[data-move="-1"]').disabled = at === 0;
  state.element.querySelector('[data-move="1"]').disabled = at === steps.length - 1;
  state.chart.setAttribute("aria-label", step.alternative);
  if (scroll) {
    state.still = performance.now() + 900;
    state.items[at].scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
  }
  if (state.ready) draw(state, state.chart, step, state.chart.clientWidth);
  if (!changed) return;
  clearTimeout(state.settling);
  state.settling = setTimeout(() => state.report(step.id), 400);
}

// The step whose text stands nearest to the upper third of the screen, or just below a chart above the text.
function nearestStep(state) {
  const below = state.element.querySelector(".stage").getBoundingClientRect().bottom + 40;
  const aim = stacked() ? below : window.innerHeight * 0.36;
  const away = state.items.map((item) => {
    const { top, bottom } = item.getBoundingClientRect();
    return top <= aim && bottom >= aim ? 0 : Math.min(Math.abs(top - aim), Math.abs(bottom - aim));
  });
  return away.indexOf(Math.min(...away));
}

function listen(state) {
  const onScroll = () => {
    if (performance.now() < (state.still ?? 0)) return;
    const place = nearestStep(state);
    if (place !== state.at) show(state, place);
  };
  const onKey = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select, [role=combobox], [role=slider]")) return;
    const move = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    show(state, state.at + move, { scroll: true });
  };
  const onPrint = () => {
    for (const [place, item] of state.items.entries()) {
      const box = item.querySelector(".printed");
      if (state.ready && !box.firstChild) {
        const chart = box.appendChild(tag("div"));
        const { data, layout } = state.steps[place].figure;
        const inked = themed({ ...layout, width: PAPER }, PAPER_INK);
        window.Plotly.newPlot(chart, data, inked, { ...state.config, staticPlot: true });
      }
    }
  };
  const resize = new ResizeObserver(() => {
    if (state.ready) draw(state, state.chart, state.steps[state.at], state.chart.clientWidth);
  });
  for (const button of state.element.querySelectorAll("[data-move]")) {
    button.onclick = () => show(state, state.at + Number(button.dataset.move), { scroll: true });
  }
  document.addEventListener("scroll", onScroll, { capture: true, passive: true });
  document.addEventListener("keydown", onKey);
  window.addEventListener("beforeprint", onPrint);
  resize.observe(state.chart);
  const stopTheme = onTheme(state.element, () => { if (state.ready) show(state, state.at); });
  return () => {
    document.removeEventListener("scroll", onScroll, { capture: true });
    document.removeEventListener("keydown", onKey);
    window.removeEventListener("beforeprint", onPrint);
    resize.disconnect();
    stopTheme();
    clearTimeout(state.settling);
    if (state.ready) window.Plotly.purge(state.chart);
  };
}

const stories = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector(".story");
  const { steps, at, script, config } = JSON.parse(decoder.decode(data));
  let state = stories.get(element);
  if (!state) {
    const list = element.querySelector(".steps");
    state = { element, chart: element.querySelector(".gr-chart"), steps, config };
    stories.set(element, state);
    list.replaceChildren(...steps.map(written));
    state.items = [...list.children];
    state.sent = new Set();
    state.report = (id) => {
      state.sent.add(id);
      setTriggerValue("step", id);
    };
    state.stop = listen(state);
    const tallest = Math.max(...steps.map((step) => step.figure.layout.height));
    state.chart.style.minHeight = `${stacked() ? Math.round(window.innerHeight * 0.44) : tallest}px`;
    state.items.forEach((item) => {
      item.style.scrollMarginTop = stacked() ? `${Math.round(window.innerHeight * 0.44) + 190}px` : "5rem";
    });
    const first = Math.max(0, steps.findIndex((step) => step.id === at));
    state.at = first;
    show(state, first, { scroll: first > 0 });
    plotly(script).then(() => {
      state.ready = true;
      show(state, state.at);
    }).catch(() => {
      element.querySelector(".note").textContent = "The chart could not be loaded. Reload the page.";
    });
  } else {
    const asked = steps.findIndex((step) => step.id === at);
    state.steps = steps;
    // The page sends back each step that we report; only another address moves the reader.
    const isAnswer = state.sent.delete(at);
    if (asked >= 0 && asked !== state.at && !isAnswer && at !== state.address) {
      show(state, asked, { scroll: true });
    }
  }
  state.address = at;
  return () => { state.stop(); stories.delete(element); };
}
