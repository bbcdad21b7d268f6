import leven from 'leven';
import type { ConfigIssue } from './config-error.js';
import { uses, type Need } from './needs.js';
import { variablesSchema } from './variables.js';

const NAMES = Object.keys(variablesSchema.shape);
/** Of names of ours; what begins otherwise is other people's. */
const PREFIXES = [
  'PRINTESS_',
  'CALLBACK_',
  'ORDERS_API_',
  'OPS_',
  'WORKER_OPS_',
  'SANDBOX_',
  'ARCHIVE_',
  'DATA_CONVERTER_',
];
/** Letters that a slip of the hand adds, drops, swaps or changes. */
const SLIP = 2;

/** An issue for each variable that is nearly one which the process uses: it would be passed over without a word. */
export function misspeltNames(given: Record<string, string>, need: Need): ConfigIssue[] {
  return Object.keys(given)
    .filter((name) => !NAMES.includes(name) && PREFIXES.some((prefix) => name.toUpperCase().startsWith(prefix)))
    .flatMap((name) => {
      const meant = nearest(name.toUpperCase());
      if (meant === undefined || !uses(need, meant)) return [];
      return [{ variable: name, message: `there is no such variable; did you mean ${meant}?` }];
    });
}

function nearest(name: string): string | undefined {
  const [first] = NAMES.map((known) => ({ known, distance: distance(name, known) }))
    .filter(({ distance }) => distance <= SLIP)
    .sort((a, b) => a.distance - b.distance);
  return first?.known;
}

/** Letters that differ; a word that was left out or is too much, as in `PRINTESS_TOKEN`, counts as one. */
function distance(name: string, known: string): number {
  const [a, b] = [name.split('_'), known.split('_')];
  const common = a.filter((word) => b.includes(word)).length;
  const isPart = common === Math.min(a.length, b.length) && Math.abs(a.length - b.length) === 1;
  return isPart && name.startsWith('PRINTESS_') ? 1 : leven(name, known);
}
