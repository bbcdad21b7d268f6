/** One sample of a scrape. */
export interface Sample {
  /** Name and labels, as they stand there. */
  series: string;
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** The samples of a scrape in Prometheus' text format. */
export function samplesOf(text: string): Sample[] {
  return text.split('\n').flatMap((line): Sample[] => {
    const [, series = '', name = '', inner = '', value = ''] = /^(([a-z0-9_]+)(?:\{(.*)\})?) (\S+)$/.exec(line) ?? [];
    if (!name) return [];
    const labels: Record<string, string> = {};
    for (const [, key = '', of = ''] of inner.matchAll(/(\w+)="([^"]*)"/g)) labels[key] = of;
    return [{ series, name, labels, value: Number(value) }];
  });
}

/** The sum of the samples of this name that have these labels; undefined where there is none. */
export function sampleOf(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const matching = samplesOf(text).filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return matching.length === 0 ? undefined : matching.reduce((sum, { value }) => sum + value, 0);
}
