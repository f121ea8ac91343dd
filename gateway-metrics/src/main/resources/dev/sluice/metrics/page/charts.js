/* Charts of the last five minutes. The points are kept here; uPlot draws them. */

const KEPT_SECONDS = 300;
/** What is drawn at least, while there is not much yet. */
const SHORTEST_SECONDS = 60;
const SERIES = ['requests', 'failures', 'p50', 'p95', 'p99', 'first50', 'first95', 'first99', 'input', 'output'];

const points = { at: [], ...Object.fromEntries(SERIES.map(name => [name, []])) };
const charts = [];

/** Adds what a second says; one that is there already, or comes late, is left out. */
function remember(second) {
  const at = Math.round(second.at / 1000);
  const last = points.at[points.at.length - 1];
  if (last !== undefined && at <= last) return;
  if (last !== undefined && at - last > 3) push(last + 1, null);
  push(at, second);
  while (points.at[0] < at - KEPT_SECONDS) {
    points.at.shift();
    SERIES.forEach(name => points[name].shift());
  }
}

/** Nothing at all makes a gap: what was not seen is not drawn. */
function push(at, second) {
  const traffic = second?.traffic;
  const latency = second?.latency_seconds;
  const first = second?.first_token_seconds;
  points.at.push(at);
  points.requests.push(traffic?.requests_per_second ?? null);
  points.failures.push(traffic?.failures_per_second ?? null);
  points.input.push(traffic?.input_tokens_per_second ?? null);
  points.output.push(traffic?.output_tokens_per_second ?? null);
  [['p50', latency], ['p95', latency], ['p99', latency]].forEach(([name, of]) => points[name].push(of?.[name] ?? null));
  [['first50', 'p50'], ['first95', 'p95'], ['first99', 'p99']].forEach(([name, of]) => points[name].push(first?.[of] ?? null));
}

/** A colour of the style sheet as the canvas needs it. */
function colour(name) {
  const probe = make('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** A chart; a line is [series, label, colour, swatch class]. */
function chart(title, hint, lines, unit) {
  const values = lines.map(() => make('b', { text: '–' }));
  const plot = make('div', { class: 'plot', role: 'img', 'aria-label': `${title}, the last five minutes` });
  const legend = make('div', { class: 'legend' }, ...lines.map(([, label, , swatch], index) =>
    make('span', {}, make('i', { class: 'swatch ' + swatch }), label + ' ', values[index])));
  const figure = make('figure', { class: 'panel chart' },
    make('figcaption', {}, make('div', { class: 'head' }, make('h2', { text: title }), make('span', { class: 'hint', text: hint })), legend), plot);
  const self = { figure, plot, lines, unit, drawn: null };
  self.tell = index => lines.forEach(([name], line) => {
    const at = index ?? points.at.length - 1;
    const value = points[name][at];
    put(values[line], value === null || value === undefined ? '–' : unit(value));
  });
  charts.push(self);
  new ResizeObserver(() => self.drawn?.setSize({ width: plot.clientWidth, height: 180 })).observe(plot);
  return figure;
}

function data(self) {
  return [points.at, ...self.lines.map(([name]) => points[name])];
}

function draw(self) {
  const muted = colour('muted');
  const grid = { stroke: colour('line'), width: 1 };
  const font = '12px ' + getComputedStyle(document.body).fontFamily;
  const axis = { stroke: muted, font, grid, ticks: { show: false } };
  const now = () => points.at[points.at.length - 1] ?? Date.now() / 1000;
  self.drawn = new uPlot({
    width: self.plot.clientWidth,
    height: 180,
    padding: [8, 32, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: 'sluice' } },
    scales: {
      x: { time: true, range: () => [Math.max(now() - KEPT_SECONDS, Math.min(points.at[0] ?? now(), now() - SHORTEST_SECONDS)), now()] },
      y: { range: (u, low, high) => [0, high > 0 ? high * 1.15 : 1] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 26, space: 80, values: (u, at) => at.map(second => format.clock(second * 1000)) },
      { ...axis, size: 62, space: 40, values: (u, all) => all.map(value => format.short(self.unit(value))) },
    ],
    series: [{}, ...self.lines.map(([, label, stroke]) => ({ label, stroke: colour(stroke), width: 1.75, points: { show: false } }))],
    hooks: { setCursor: [u => self.tell(u.cursor.idx)] },
  }, data(self), self.plot);
}

/** Draws those that are seen; a chart in a hidden view has no size. */
function drawCharts() {
  for (const self of charts) {
    if (!self.plot.clientWidth) continue;
    if (self.drawn) self.drawn.setData(data(self));
    else draw(self);
    if (self.drawn.cursor.idx === null || self.drawn.cursor.left < 0) self.tell(null);
  }
}

/** In other colours. */
function redrawCharts() {
  for (const self of charts) {
    self.drawn?.destroy();
    self.drawn = null;
  }
  drawCharts();
}
