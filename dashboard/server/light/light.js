// Draw the chart of a light page with the component of the dashboard, from the data in the page.
import draw from "./chart.js";

const figure = document.querySelector(".gr-figure");
const { config, alt, script } = JSON.parse(document.getElementById("settings").textContent);
const data = new TextEncoder().encode(
  `{"figure":${document.getElementById("figure").textContent},` +
    `${JSON.stringify({ config, alt, script, clickable: false }).slice(1)}`,
);
draw({ data, parentElement: figure.parentElement, setTriggerValue() {} });
