import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The figures of this run (`id`) and, of what it does not measure again, those of earlier ones: written after each part. */
export function openRecord(path, id) {
  const earlier = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { runs: {}, figures: [] };
  let { figures } = earlier;
  const runs = { ...earlier.runs };
  const keep = () => {
    const used = Object.fromEntries(Object.entries(runs).filter(([run]) => figures.some((one) => one.run === run)));
    writeFileSync(`${path}.new`, JSON.stringify({ runs: used, figures }));
    renameSync(`${path}.new`, path);
  };
  return {
    began: (about) => void (runs[id] = about),
    /** `missing` instead of figures: the reason. The first entry of an arm's part replaces those of earlier runs. */
    add(entry, seconds) {
      const isReplaced = (one) => one.run !== id && one.part === entry.part && one.arm === entry.arm;
      figures = [...figures.filter((one) => !isReplaced(one)), { ...entry, run: id }];
      runs[id].seconds = seconds;
      keep();
    },
    all: () => ({ runs, figures }),
  };
}
