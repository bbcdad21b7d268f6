const COLOURS = ['#3b6ea5', '#e08e45', '#6a9f58', '#9c6bab'];
const [WIDTH, LEFT, RIGHT, ROW, TOP] = [760, 210, 90, 34, 56];

/** Horizontal bars, each of one or more parts, as SVG; `dots` are single values beside a bar's. */
export function bars({ title, series = [], rows }) {
  const totals = rows.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const most = Math.max(...totals, ...rows.flatMap(({ dots = [] }) => dots));
  const scale = (value) => (value / most) * (WIDTH - LEFT - RIGHT);
  const height = TOP + rows.length * ROW + 16;
  const legend = series.map((name, index) => {
    const x = LEFT + index * 110;
    return `<rect x="${x}" y="34" width="10" height="10" fill="${COLOURS[index]}"/><text x="${x + 15}" y="43">${escape(name)}</text>`;
  });
  const lines = rows.map(({ name, values, dots = [], total }, row) => {
    const y = TOP + row * ROW;
    let x = LEFT;
    const parts = values.map((value, index) => {
      const width = scale(value);
      const part = `<rect x="${round(x)}" y="${y + 4}" width="${round(width)}" height="20" fill="${COLOURS[index]}"/>`;
      x += width;
      return part;
    });
    const marks = dots.map(
      (dot) => `<circle cx="${round(LEFT + scale(dot))}" cy="${y + 14}" r="3" fill="#222" fill-opacity="0.6"/>`,
    );
    const end = Math.max(x, ...dots.map((dot) => LEFT + scale(dot)));
    const label =
      total ?? (totals[row] < 100 ? totals[row].toFixed(1) : Math.round(totals[row]).toLocaleString('en-US'));
    return [
      `<text x="${LEFT - 8}" y="${y + 19}" text-anchor="end">${escape(name)}</text>`,
      ...parts,
      ...marks,
      `<text x="${round(end + 8)}" y="${y + 19}">${label}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" fill="#222">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="22" font-size="15" font-weight="bold">${escape(title)}</text>`,
    ...legend,
    ...lines,
    '</svg>\n',
  ].join('\n');
}

const round = (value) => Math.round(value * 10) / 10;
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
