// Draw one chart in place. A changed figure goes through Plotly.react on the same element, so that the chart does
// not flicker and the page does not jump. `plotly.js` stands before this file.

// Find the point under the pointer: in a unified tooltip Plotly reports one point of every line.
function nearest(event) {
  const { points, event: pointer } = event;
  if (points.length === 1 || !pointer) return points[0];
  const distance = (point) => {
    const axis = point.yaxis;
    if (!axis || typeof point.y !== "number") return Infinity;
    const { top } = pointer.target.closest(".js-plotly-plot").getBoundingClientRect();
    return Math.abs(axis._offset + axis.d2p(point.y) - (pointer.clientY - top));
  };
  return [...points].sort((a, b) => distance(a) - distance(b))[0];
}

// List the points that arrow keys reach, by series, in the order of the chart.
function series(chart) {
  return chart._fullData
    .map((trace, number) => ({ trace, number }))
    .filter(({ trace }) => trace.visible === true && trace.hoverinfo !== "skip")
    .map(({ trace, number }) => {
      const values = trace.type === "choropleth" ? trace.z : trace.orientation === "h" ? trace.x : trace.y;
      const points = Array.from(values ?? trace.lat ?? [], (value, index) => ({ value, index }))
        .filter(({ value }) => value !== null && value !== undefined && !Number.isNaN(value))
        .map(({ index }) => index);
      return { number, trace, points };
    })
    .filter(({ points }) => points.length > 0);
}

function plain(text) {
  const field = document.createElement("template");
  field.innerHTML = String(text).replace(/<br\s*\/?>/gi, ", ");
  return field.content.textContent.replace(/\s+/g, " ").trim();
}

// The values of one point in words: those of its tooltip where the trace has them.
function speech({ trace }, index) {
  const at = (values) => (values ? values[index] : undefined);
  const told = at(trace.hovertext) ?? at(trace.text);
  const place = trace.orientation === "h" ? at(trace.y) : at(trace.x);
  const value = trace.type === "choropleth" ? at(trace.z) : trace.orientation === "h" ? at(trace.x) : at(trace.y);
  const words = [trace.name, place, typeof told === "string" && told ? told : value];
  return words.filter((word) => word !== undefined && word !== null && word !== "").map(plain).join(", ");
}

function walk(state, key) {
  const { chart } = state;
  const all = series(chart);
  if (!all.length) return "";
  let { line = -1, place = 0 } = state.at ?? {};
  if (line < 0) {
    line = all.length - 1;
    place = all[line].points.length - 1;
  } else if (key === "ArrowLeft") place -= 1;
  else if (key === "ArrowRight") place += 1;
  else if (key === "Home") place = 0;
  else if (key === "End") place = Infinity;
  else {
    const before = all[Math.min(line, all.length - 1)];
    const index = before.points[Math.min(place, before.points.length - 1)];
    line = (line + (key === "ArrowDown" ? -1 : 1) + all.length) % all.length;
    const same = all[line].points.findIndex((other) => other >= index);
    place = same < 0 ? Infinity : same;
  }
  line = Math.min(line, all.length - 1);
  place = Math.max(0, Math.min(place, all[line].points.length - 1));
  state.at = { line, place };
  const own = all[line];
  const index = own.points[place];
  state.point = { customdata: own.trace.customdata ? own.trace.customdata[index] : null };
  try {
    if (own.trace.type !== "choropleth") {
      window.Plotly.Fx.hover(chart, [{ curveNumber: own.number, pointNumber: index }]);
    }
  } catch {
    // A point outside the axes has no tooltip; its values are still spoken.
  }
  return speech(own, index);
}

function keys(state, say, click) {
  return (event) => {
    if (["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      say(walk(state, event.key));
    } else if (event.key === "Enter" && state.point?.customdata) {
      event.preventDefault();
      click(state.point.customdata);
    } else if (event.key === "Escape" && state.at) {
      state.at = undefined;
      window.Plotly.Fx.unhover(state.chart);
      say("");
    }
  };
}

// Plotly refuses to measure a chart that is hidden, or that has left the page since the frame was asked for.
function shown(chart) {
  return chart.isConnected && chart.getClientRects().length > 0;
}

function start(element, click) {
  const chart = element.querySelector(".gr-chart");
  const status = element.querySelector(".gr-status");
  const state = { chart, click };
  const say = (text) => { status.textContent = text; };
  const resize = new ResizeObserver(() => {
    if (!state.drawn || state.printing) return;
    cancelAnimationFrame(state.frame);
    state.frame = requestAnimationFrame(() => {
      if (!shown(chart)) return;
      const narrow = element.clientWidth < NARROW;
      if (state.figure.narrow && narrow !== state.narrow) state.redraw();
      else window.Plotly.Plots.resize(chart);
      state.narrow = narrow;
    });
  });
  const beforePrint = () => {
    if (!state.drawn) return;
    state.printing = true;
    const { data, layout } = fitted(state.figure, PAPER);
    window.Plotly.react(chart, data, themed({ ...layout, width: PAPER }, PAPER_INK), state.config);
  };
  const afterPrint = () => {
    if (!state.printing) return;
    state.printing = false;
    state.redraw().then(() => window.Plotly.relayout(chart, { width: undefined, autosize: true }));
  };
  chart.addEventListener("keydown", keys(state, say, (value) => state.click(value)));
  chart.addEventListener("blur", () => { if (state.drawn) window.Plotly.Fx.unhover(chart); });
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
  resize.observe(element);
  // The colours also change while Plotly is still loading: the first drawing reads them anyway.
  const stopTheme = onTheme(element, () => { if (state.drawn) state.redraw(); });
  state.stop = () => {
    cancelAnimationFrame(state.frame);
    stopTheme();
    resize.disconnect();
    window.removeEventListener("beforeprint", beforePrint);
    window.removeEventListener("afterprint", afterPrint);
    if (state.drawn) window.Plotly.purge(chart);
  };
  return state;
}

const states = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector(".gr-figure");
  const { figure, config, alt, said, script, clickable } = JSON.parse(decoder.decode(data));
  const click = (value) => { if (state.clickable) setTriggerValue("click", value); };
  const state = states.get(element) ?? start(element, click);
  states.set(element, state);
  Object.assign(state, { click, clickable, config });
  element.style.minHeight = `${fitted(figure, element.clientWidth).layout.height ?? 450}px`;
  state.chart.setAttribute("aria-label", alt);
  if (state.said !== undefined && state.said !== said) element.querySelector(".gr-status").textContent = said;
  state.said = said;
  state.redraw = () => {
    const { data: traces, layout } = fitted(figure, element.clientWidth);
    return window.Plotly.react(state.chart, traces, themed(layout, inkOf(element)), config);
  };
  state.figure = figure;
  const turn = (state.turn = (state.turn ?? 0) + 1);
  plotly(script).then(async () => {
    if (turn !== state.turn) return;
    await state.redraw();
    if (state.drawn) return;
    state.drawn = true;
    state.chart.on("plotly_click", (event) => {
      const point = nearest(event);
      if (point?.customdata !== undefined) state.click(point.customdata);
    });
  }).catch(() => {
    element.querySelector(".gr-status").textContent = "The chart could not be loaded. Reload the page.";
  });
  return () => { state.turn += 1; state.stop(); states.delete(element); };
}
