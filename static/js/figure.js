// Draws figures with Plotly when they come into view. Until then, and without script, the drawing of
// the server stands. The figure is plain data in a data block; colours come from the design tokens.
"use strict";

const here = document.currentScript.dataset;
const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  responsive: true,
};
const SYMBOLS = {
  normal: "circle", improve: "triangle-up", concern: "triangle-down", changed: "diamond",
};
let library = null;

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--pm-${name}`).trim();
}

// Its style sheet is linked empty before the script: under our policy it may not write one.
function plotly() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = here.plotly;
    script.onload = () => done(window.Plotly);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

const ROLES = {
  limit: () => ({ line: { color: token("band-edge"), width: 1, dash: "dot" } }),
  band: () => ({
    line: { color: token("band-edge"), width: 1, dash: "dot" }, fillcolor: token("band"),
  }),
  mean: () => ({ line: { color: token("band-edge"), width: 1 } }),
  target: () => ({ line: { color: token("target"), width: 1.75, dash: "dash" } }),
  threshold: () => ({ line: { color: token("target"), width: 1, dash: "1.5px,2.5px" } }),
  stretch: () => ({ line: { color: token("target"), width: 1, dash: "9px,3px,1.5px,3px" } }),
  previous: () => ({ line: { color: token("edge"), width: 1.25 } }),
  bar: () => ({ marker: { color: token("edge") } }),
  value: (trace) => {
    const signals = trace.meta.signals ?? trace.x.map(() => "normal");
    const many = signals.length > 48;
    return {
      line: { color: token("normal"), width: 1.25 },
      marker: {
        color: signals.map(token),
        symbol: signals.map((signal) => SYMBOLS[signal]),
        size: signals.map((signal) => (signal === "normal" ? (many ? 5 : 8) : 12)),
        line: { color: token("sheet"), width: 1 },
        opacity: 1,
      },
      connectgaps: false,
      cliponaxis: false,
    };
  },
};

function merged(base, extra) {
  const result = { ...base };
  for (const [key, value] of Object.entries(extra ?? {})) {
    const plain = value && typeof value === "object" && !Array.isArray(value);
    result[key] = plain ? merged(base?.[key] ?? {}, value) : value;
  }
  return result;
}

function styled(trace) {
  const role = ROLES[trace.meta?.role];
  return { showlegend: false, ...(role ? merged(role(trace), trace) : trace) };
}

function axis() {
  return {
    showgrid: false, zeroline: false, showline: false, ticks: "outside", ticklen: 4,
    tickcolor: token("line-2"), tickfont: { color: token("ink-2") }, fixedrange: true,
    automargin: true, title: { text: "" }, tickangle: 0, tickformat: undefined,
  };
}

function annotation(note) {
  const strong = note.name === "strong" || note.name === "latest";
  const font = { color: token(strong ? "ink" : "ink-2"), weight: strong ? 600 : 400 };
  return { ...note, font };
}

// On a phone the labels right of the plot would take a third of it: what was set has its own inside.
function narrowed(notes, narrow, data) {
  if (!narrow) return notes;
  const inside = { bgcolor: token("sheet"), borderpad: 1 };
  const end = { ...inside, xanchor: "right", xshift: 0, yanchor: "bottom", yshift: 3 };
  return notes
    .filter((note) => note.name !== "quiet")
    .map((note) => (note.name === "strong" ? { ...note, ...end } : note))
    .map((note) => (["threshold", "stretch"].includes(note.name)
      ? { ...note, ...inside, ...atStart(data.find((line) => line.meta.role === note.name)) }
      : note));
}

// Where the line begins, so that the newest values stay free; late lines have it before them.
function atStart(line) {
  const start = line.y.findIndex((value) => value !== null);
  const place = { xref: "x", x: line.x[start] };
  return start > (line.x.length - 1) / 2
    ? { ...place, xanchor: "right", xshift: -6, yanchor: "middle" }
    : { ...place, xanchor: "left", xshift: 0, yanchor: "bottom", yshift: 3 };
}

// Labels of lines that nearly meet are pushed apart, 16 px from one to the next.
function apart(notes, range, height) {
  const perPixel = (range[1] - range[0]) / height;
  const side = notes.filter((note) => note.xref === "paper").sort((a, b) => b.y - a.y);
  let above = Infinity;
  for (const note of side) {
    const y = Math.min(note.y, above - 16 * perPixel);
    note.yshift = (y - note.y) / perPixel;
    above = y;
  }
  return notes;
}

function layout(spec, place) {
  const narrow = place.clientWidth < 560;
  const own = spec.layout ?? {};
  const height = narrow ? 290 : 310;
  const margin = { l: 8, r: narrow ? 12 : 124, t: 26, b: 34, pad: 4 };
  const base = {
    autosize: true, height, margin, showlegend: false, hovermode: "closest", dragmode: false,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: token("font"), size: 13, color: token("ink-2") },
    hoverlabel: {
      bgcolor: token("sheet"), bordercolor: token("edge"), align: "left",
      font: { family: token("font"), size: 13, color: token("ink") },
    },
    xaxis: { ...axis(), showline: true, linecolor: token("line-2"), tickformat: "%Y-%m" },
    yaxis: { ...axis(), nticks: 5 },
    barmode: "overlay",
  };
  const result = merged(base, own);
  let notes = narrowed((own.annotations ?? []).map(annotation), narrow, spec.data);
  if (own.yaxis?.range) notes = apart(notes, own.yaxis.range, height - margin.t - margin.b);
  result.annotations = notes;
  const strokes = {
    missing: { color: token("normal"), width: 1, dash: "dot" },
  };
  result.shapes = (own.shapes ?? []).map((shape) => ({
    ...shape,
    line: strokes[shape.name] ?? ROLES[shape.name]?.().line ?? { color: token("ink-2"), width: 1 },
  }));
  if (narrow && own.xaxis?.tickvals) {
    const every = Math.ceil(own.xaxis.tickvals.length / 4);
    const keep = (list) => list.filter((_, i) => (list.length - 1 - i) % every === 0);
    result.xaxis.tickvals = keep(own.xaxis.tickvals);
    result.xaxis.ticktext = keep(own.xaxis.ticktext);
  }
  return result;
}

// Arrow keys walk the points of the value line; each is shown and read out.
function walkable(figure, place, spec) {
  const curve = spec.data.findIndex((trace) => trace.meta?.role === "value");
  const told = curve < 0 ? [] : spec.data[curve].customdata ?? [];
  if (!told.length) return;
  const voice = document.createElement("p");
  voice.className = "pm-vh";
  voice.setAttribute("role", "status");
  figure.append(voice);
  let at = told.length;
  place.tabIndex = 0;
  place.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: told.length - 1 };
    if (event.key === "Escape") place.blur();
    if (!(event.key in steps)) return;
    event.preventDefault();
    at = Math.min(Math.max(steps[event.key], 0), told.length - 1);
    voice.textContent = told[at];
    if (spec.data[curve].y[at] !== null)
      window.Plotly.Fx.hover(place, [{ curveNumber: curve, pointNumber: at }]);
  });
  place.addEventListener("blur", () => window.Plotly.Fx.unhover(place));
}

async function draw(figure) {
  const spec = JSON.parse(document.getElementById(figure.dataset.spec).textContent);
  const Plotly = await plotly();
  const plot = figure.querySelector(".pm-plot");
  const place = document.createElement("div");
  place.className = "pm-plot-live";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", figure.querySelector("figcaption").innerText.trim());
  plot.append(place);
  figure.classList.add("pm-drawn");
  const show = () => Plotly.react(place, spec.data.map(styled), layout(spec, place), CONFIG);
  try {
    await show();
  } catch {
    // The drawing of the server is still there.
    place.remove();
    figure.classList.remove("pm-drawn");
    return;
  }
  figure.dataset.drawn = "plotly";
  walkable(figure, place, spec);
  document.addEventListener("pm:theme", show);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  let narrow = place.clientWidth < 560;
  addEventListener("resize", () => {
    if (narrow !== place.clientWidth < 560) show();
    narrow = place.clientWidth < 560;
  });
}

function watch() {
  // With a palette of the reader's own the drawing of the server follows it, Plotly cannot.
  if (matchMedia("(forced-colors: active)").matches) return;
  const figures = document.querySelectorAll("figure[data-chart][data-spec]");
  if (!("IntersectionObserver" in window)) return figures.forEach(draw);
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "200px" });
  figures.forEach((figure) => seen.observe(figure));
}

if (here.plotly) watch();
