// Download one chart. The browser's Plotly draws the picture on white, with the chart's passport in its pixels:
// the finding as its title, then name, filters, source, edition, licence, N, interval, link and snapshot.

const WIDTH = 1200;
const SCALE = 2; // pixels of a PNG for each unit: 2400 wide
const PAD = 28;
const INK = "#1a1a1a";
const GREY = "#4a5360";
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";
const TITLE = { size: 24, line: 31, weight: "bold", colour: INK };
const SUBTITLE = { size: 15, line: 21, weight: "normal", colour: GREY };
const NOTE = { size: 12, line: 17, weight: "normal", colour: GREY };

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function wrapped(text, style) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.weight} ${style.size}px ${FONT}`;
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measureText(longer).width > (WIDTH - 2 * PAD) * 0.97) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function block(lines, style, place) {
  const text = lines.map(escaped).join("<br>");
  return {
    text: style.weight === "bold" ? `<b>${text}</b>` : text,
    font: { size: style.size, color: style.colour, family: FONT },
    lineheight: style.line / style.size,
    showarrow: false,
    align: "left",
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "top",
    x: 0,
    ...place,
  };
}

// The words around a picture; for print a finding, the name of the indicator and one source line suffice.
function wordsOf(passport, brief) {
  const title = passport.finding || passport.title;
  const name = passport.finding ? `${passport.title}. ` : "";
  if (brief) return { title, subtitle: name || passport.subtitle, lines: [passport.source] };
  return { title, subtitle: `${name}${passport.subtitle}`, lines: passport.lines };
}

function printLayout(chart, passport, brief) {
  const shown = chart._fullLayout;
  const margin = { l: Math.max(shown.margin.l, PAD), r: Math.max(shown.margin.r, PAD) };
  const words = wordsOf(passport, brief);
  const title = wrapped(words.title, TITLE);
  const subtitle = wrapped(words.subtitle, SUBTITLE);
  const note = words.lines.flatMap((line) => wrapped(line, NOTE));
  const above = PAD + title.length * TITLE.line + subtitle.length * SUBTITLE.line + 8 + shown.margin.t;
  const foot = Math.max(shown.margin.b, 44) + 12;
  const below = foot + note.length * NOTE.line + PAD;
  const plot = Math.max(460, shown.height - shown.margin.t - shown.margin.b);
  const left = -(margin.l - PAD);
  const { template, ...own } = chart.layout;
  return {
    ...own,
    width: WIDTH,
    height: plot + above + below,
    margin: { ...margin, t: above, b: below },
    autosize: false,
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    font: { family: FONT, size: 13, color: INK },
    title: { text: "" },
    template: { layout: { font: { family: FONT, color: INK } } },
    annotations: [
      ...(own.annotations || []),
      block(title, TITLE, { y: 1, yshift: above - PAD + 4, xshift: left }),
      block(subtitle, SUBTITLE, { y: 1, yshift: above - PAD - title.length * TITLE.line, xshift: left }),
      block(note, NOTE, { y: 0, yshift: -foot, xshift: left }),
    ],
  };
}

async function picture(chart, passport, format, brief) {
  const layout = printLayout(chart, passport, brief);
  const { topojsonURL } = chart._context;
  return window.Plotly.toImage(
    { data: chart.data, layout, config: { topojsonURL } },
    { format, width: layout.width, height: layout.height, scale: format === "png" ? SCALE : 1 },
  );
}

// A viewBox in place of a fixed size: the picture scales with its box.
function scaled(open) {
  const size = (name) => open.match(new RegExp(`\\s${name}="([\\d.]+)"`))?.[1];
  const box = /viewBox=/.test(open) ? "" : ` viewBox="0 0 ${size("width")} ${size("height")}"`;
  return open.replace(/\s(width|height)="[^"]*"/g, "").replace("<svg", `<svg width="100%"${box}`);
}

function described(svg, passport) {
  const { title } = wordsOf(passport);
  const words = [title, passport.title, passport.subtitle, ...passport.lines].join("\n");
  const facts = escaped(JSON.stringify(passport.facts));
  const inside = `<title>${escaped(title)}</title><desc>${escaped(words)}</desc>` +
    `<metadata>${facts}</metadata>`;
  return svg.replace(/<svg[^>]*>/, (open) => scaled(open) + inside);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function download(chart, passport, kind) {
  const brief = kind === "print";
  const format = brief ? "svg" : kind;
  const address = await picture(chart, passport, format, brief);
  const name = `${passport.stem}${brief ? "_print" : ""}.${format}`;
  if (format === "svg") {
    const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
    save(new Blob([described(svg, passport)], { type: "image/svg+xml" }), name);
  } else {
    save(await (await fetch(address)).blob(), name);
  }
  return name;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea"); // pages without https have no clipboard
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

// Streamlit writes a list as `TJK%2CKGZ`; people read and edit `TJK,KGZ`.
function readableAddress() {
  const { pathname, search, hash } = window.location;
  const readable = search.replace(/%2C/gi, ",");
  if (readable !== search) window.history.replaceState(window.history.state, "", pathname + readable + hash);
}

// The light page of this view, with its snapshot and its day: figures that come later do not change it.
function pinnedLink(data, link) {
  const address = new URL(data.light, link);
  address.hash = "";
  if (!address.searchParams.has("as_of")) address.searchParams.set("as_of", data.today);
  address.searchParams.set("snapshot", data.passport.facts.snapshot);
  return address.href.replace(/%2C/gi, ",");
}

export default function ({ data, parentElement }) {
  readableAddress();
  const status = parentElement.querySelector("[role=status]");
  const say = (text) => { status.textContent = text; };
  for (const button of parentElement.querySelectorAll("button[data-format]")) {
    const { format } = button.dataset;
    button.onclick = async () => {
      const chart = document.querySelector(`.st-key-${data.chart} .js-plotly-plot`);
      if (!chart || !window.Plotly) return say("The chart is still being drawn. Try again in a moment.");
      button.disabled = true;
      say("Drawing …");
      try {
        say(await download(chart, data.passport, format));
      } catch (error) {
        console.warn(error);
        say(`The picture could not be drawn. Reload the page and try again.`);
      } finally {
        button.disabled = false;
      }
    };
  }
  for (const link of parentElement.querySelectorAll("a[data-format]")) {
    link.hidden = !data.rows;
    if (!data.rows) continue;
    link.href = data.rows.replace("{format}", link.dataset.format);
    link.setAttribute("download", `${data.passport.stem}.${link.dataset.format}`);
  }
  // Without a public address the link is a path: the reader's own browser knows the rest.
  const link = new URL(data.passport.facts.link, window.location.href).href;
  parentElement.querySelector("button.link").onclick = async () => {
    await copy(link);
    say("Link copied.");
  };
  const pinned = parentElement.querySelector("button.pinned");
  pinned.hidden = !data.light;
  pinned.onclick = async () => {
    await copy(pinnedLink(data, link));
    say("Link copied. It keeps the figures of today.");
  };
  const light = parentElement.querySelector("a.light");
  light.hidden = !data.light;
  if (data.light) light.href = data.light;
  const sentence = parentElement.querySelector("button.sentence");
  sentence.hidden = !data.passport.finding;
  sentence.onclick = async () => {
    await copy([data.passport.finding, data.passport.source, link].join("\n"));
    say("Copied.");
  };
  const picturesOnly = parentElement.querySelectorAll("button[data-format]");
  for (const button of picturesOnly) button.hidden = !data.chart;
}
