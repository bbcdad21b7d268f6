// Draws the panels of a Grafana dashboard as one SVG, by asking a Prometheus what they ask: for the docs, where no Grafana is.
// node scripts/draw-dashboard.mjs PROMETHEUS_URL START END STEP > picture.svg   (times and step in seconds)
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const CELL = { width: 60, height: 26 };
const COLORS = [
  '#3274d9',
  '#e0752d',
  '#56a64b',
  '#a352cc',
  '#e02f44',
  '#00a3a3',
  '#b58900',
  '#7a7a7a',
  '#8f3bb8',
  '#37872d',
];
const dashboardUrl = new URL('../deploy/monitoring/dashboard.json', import.meta.url);

/** The expression as Prometheus takes it: Grafana's own words replaced. */
export const asked = (expr, step) =>
  expr.replaceAll('$__rate_interval', `${Math.max(4 * step, 4)}s`).replaceAll('$shop', '.*');

/** The panels with the series that their questions bring: `[{ panel, series: [{ name, points: [[time, value]] }] }]`. */
export async function readPanels(prometheus, { start, end, step }) {
  const { panels } = JSON.parse(await readFile(dashboardUrl, 'utf8'));
  return Promise.all(
    panels.map(async (panel) => {
      const series = await Promise.all(
        (panel.targets ?? []).map(({ expr, legendFormat }) =>
          ask(prometheus, expr, legendFormat, { start, end, step }),
        ),
      );
      return { panel, series: series.flat() };
    }),
  );
}

async function ask(prometheus, expr, legend, { start, end, step }) {
  const query = `query=${encodeURIComponent(asked(expr, step))}&start=${start}&end=${end}&step=${step}`;
  const answer = await (await fetch(`${prometheus}/api/v1/query_range?${query}`)).json();
  if (answer.status !== 'success') throw new Error(`${expr}: ${answer.error}`);
  return answer.data.result.map(({ metric, values }) => ({
    name: legend.replace(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? ''),
    points: values.map(([time, value]) => [time, Number(value)]).filter(([, value]) => Number.isFinite(value)),
  }));
}

const escape = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
const rounded = (value) =>
  value === 0 ? '0' : Math.abs(value) < 0.01 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
const UNITS = {
  s: (v) => `${rounded(v)} s`,
  bytes: (v) => `${rounded(v / 1e6)} MB`,
  ops: (v) => `${rounded(v)}/s`,
  short: rounded,
};

/** All panels as one SVG. */
export function draw(panels, { start, end, title }) {
  const height = Math.max(...panels.map(({ panel: { gridPos: at } }) => at.y + at.h)) * CELL.height + 40;
  const width = 24 * CELL.width;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#f4f5f5"/>`,
    `<text x="12" y="26" font-size="18" font-weight="bold">${escape(title)}</text>`,
    ...panels.map((one) => drawPanel(one, start, end)),
    '</svg>',
  ].join('\n');
}

function drawPanel({ panel, series }, start, end) {
  const at = panel.gridPos;
  const box = { x: at.x * CELL.width, y: at.y * CELL.height + 40, w: at.w * CELL.width, h: at.h * CELL.height };
  if (panel.type === 'row')
    return `<text x="${box.x + 12}" y="${box.y + 18}" font-size="14" font-weight="bold">${escape(panel.title)}</text>`;
  const frame =
    `<rect x="${box.x + 4}" y="${box.y + 4}" width="${box.w - 8}" height="${box.h - 8}" fill="#fff" stroke="#d8d9da"/>` +
    `<text x="${box.x + 14}" y="${box.y + 22}" font-weight="bold">${escape(panel.title)}</text>`;
  if (panel.type === 'stat') {
    const last = series[0]?.points.at(-1)?.[1] ?? 0;
    return `${frame}<text x="${box.x + box.w / 2}" y="${box.y + box.h / 2 + 20}" text-anchor="middle" font-size="48" fill="${last > 0 ? '#e02f44' : '#56a64b'}">${rounded(last)}</text>`;
  }
  return frame + drawSeries(panel, series, box, start, end);
}

function drawSeries(panel, series, box, start, end) {
  const { unit, custom } = panel.fieldConfig.defaults;
  const say = UNITS[unit] ?? rounded;
  const isStacked = custom?.stacking?.mode === 'normal';
  const below = new Map();
  const lines = series.map(({ name, points }) => ({
    name,
    points: points.map(([time, value]) => {
      const base = isStacked ? (below.get(time) ?? 0) : 0;
      below.set(time, base + value);
      return { time, value: base + value, base };
    }),
  }));
  const top = Math.max(1e-9, ...lines.flatMap(({ points }) => points.map(({ value }) => value)));
  const plot = { x: box.x + 64, y: box.y + 34, w: box.w - 84, h: box.h - 90 };
  const x = (time) => (plot.x + ((time - start) / (end - start)) * plot.w).toFixed(1);
  const y = (value) => (plot.y + plot.h - (value / top) * plot.h).toFixed(1);
  const axes = [0, 0.5, 1].map(
    (part) =>
      `<line x1="${plot.x}" x2="${plot.x + plot.w}" y1="${y(top * part)}" y2="${y(top * part)}" stroke="#e5e5e5"/>` +
      `<text x="${plot.x - 6}" y="${Number(y(top * part)) + 4}" text-anchor="end" fill="#555">${say(top * part)}</text>`,
  );
  const drawn = lines.map(({ points }, index) => {
    const color = COLORS[index % COLORS.length];
    const line = points.map(({ time, value }) => `${x(time)},${y(value)}`).join(' ');
    const area = [...points]
      .reverse()
      .map(({ time, base }) => `${x(time)},${y(base)}`)
      .join(' ');
    return (
      (isStacked ? `<polygon points="${line} ${area}" fill="${color}" fill-opacity="0.35"/>` : '') +
      `<polyline points="${line}" fill="none" stroke="${color}" stroke-width="1.5"/>`
    );
  });
  let [left, line] = [box.x + 14, 0];
  const legend = lines.slice(0, 5).map(({ name }, index) => {
    const wide = 22 + name.length * 6.6;
    if (left + wide > box.x + box.w - 10) [left, line] = [box.x + 14, line + 1];
    const at = { x: left, y: box.y + box.h - 42 + line * 15 };
    left += wide;
    // What has no room is left out.
    if (line > 1) return '';
    return (
      `<rect x="${at.x}" y="${at.y - 9}" width="10" height="10" fill="${COLORS[index % COLORS.length]}"/>` +
      `<text x="${at.x + 14}" y="${at.y}" fill="#333" font-size="11">${escape(name)}</text>`
    );
  });
  return [
    ...axes,
    ...drawn,
    ...(lines.length ? legend : [`<text x="${plot.x + 8}" y="${plot.y + 30}" fill="#888">none</text>`]),
  ].join('');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [prometheus, ...times] = process.argv.slice(2);
  const [start, end, step] = times.map(Number);
  const panels = await readPanels(prometheus, { start, end, step });
  process.stdout.write(draw(panels, { start, end, title: 'Printess production' }));
}
