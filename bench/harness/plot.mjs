const COLOURS = ['#3b6ea5', '#e08e45', '#6a9f58', '#9c6bab'];
const [WIDTH, LEFT, RIGHT, ROW] = [760, 210, 110, 34];

/** Horizontal bars, each of one or more parts, as SVG on a white card; `dots` are the values that a bar is the median of. */
export function bars({ title, unit, series = [], rows }) {
  const top = series.length > 0 ? 56 : 34;
  const totals = rows.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const most = Math.max(...totals, ...rows.flatMap(({ dots = [] }) => dots));
  const scale = (value) => (value / most) * (WIDTH - LEFT - RIGHT);
  const height = top + rows.length * ROW + 16;
  const legend = series.map((name, index) => {
    const x = LEFT + index * 90;
    return `<rect x="${x}" y="34" width="10" height="10" fill="${COLOURS[index]}"/><text x="${x + 15}" y="43">${escape(name)}</text>`;
  });
  const lines = rows.map(({ name, values, dots = [], total }, row) => {
    const y = top + row * ROW;
    let x = LEFT;
    const parts = values.map((value, index) => {
      const width = scale(value);
      const part = `<rect x="${round(x)}" y="${y + 4}" width="${round(width)}" height="20" fill="${COLOURS[index]}"/>`;
      x += width;
      return part;
    });
    const marks = dots.map(
      (dot) =>
        `<circle cx="${round(LEFT + scale(dot))}" cy="${y + 14}" r="3.5" fill="#222" stroke="#fff" stroke-width="1"/>`,
    );
    const end = Math.max(x, ...dots.map((dot) => LEFT + scale(dot)));
    const label =
      total ?? (totals[row] < 100 ? totals[row].toFixed(1) : Math.round(totals[row]).toLocaleString('en-US'));
    return [
      `<text x="${LEFT - 8}" y="${y + 19}" text-anchor="end">${escape(name)}</text>`,
      ...parts,
      ...marks,
      `<text x="${round(end + 8)}" y="${y + 19}">${label}${unit}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" fill="#222" role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="22" font-size="15" font-weight="bold">${escape(title)}</text>`,
    ...legend,
    ...lines,
    '</svg>\n',
  ].join('\n');
}

const round = (value) => Math.round(value * 10) / 10;
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
