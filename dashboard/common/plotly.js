// Share code between charts: Plotly from our own address, the theme's colours, the layout for a width.

const decoder = new TextDecoder();

function plotly(address) {
  window.governanceRiskPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => { delete window.governanceRiskPlotly; script.remove(); reject(new Error(address)); };
    document.head.append(script);
  });
  return window.governanceRiskPlotly;
}

function inkOf(element) {
  const style = getComputedStyle(element);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: read("--st-text-color", style.color),
    paper: read("--st-background-color", "#ffffff"),
    panel: read("--st-secondary-background-color", "#f4f5f7"),
    border: read("--st-border-color", "#808891"),
  };
}

// Paper is white whatever the theme, and A4 leaves 690 pixels between its margins.
const PAPER = 690;
const PAPER_INK = { text: "#1a1a1a", paper: "#ffffff", panel: "#f4f5f7", border: "#808891" };

function themed(layout, ink) {
  const font = { color: ink.text };
  const axis = { linecolor: ink.border };
  const template = {
    layout: {
      font,
      xaxis: axis,
      yaxis: axis,
      hoverlabel: { bgcolor: ink.paper, bordercolor: ink.border, font },
      modebar: { color: ink.text },
    },
  };
  return { ...layout, template };
}

// A figure may have other parts for a phone: another layout, and traces that replace the ones with a `meta`.
const NARROW = 640;

function fitted(figure, width) {
  if (!figure.narrow || width >= NARROW) return figure;
  const fixed = figure.data.filter((trace) => !trace.meta);
  return { data: [...fixed, ...figure.narrow.data], layout: figure.narrow.layout };
}

// A change of the theme ends an invisible transition of the probe's colours.
function onTheme(element, redraw) {
  const probe = element.querySelector(".gr-theme");
  probe.addEventListener("transitionend", redraw);
  return () => probe.removeEventListener("transitionend", redraw);
}
