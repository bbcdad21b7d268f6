/** A panel of the dashboard, and the series that its questions bring. */
export interface DrawnPanel {
  panel: { title: string; type: string };
  series: { name: string; points: [time: number, value: number][] }[];
}
export function asked(expr: string, step: number): string;
export function readPanels(
  prometheus: string,
  range: { start: number; end: number; step: number },
): Promise<DrawnPanel[]>;
export function draw(panels: DrawnPanel[], about: { start: number; end: number; title: string }): string;
