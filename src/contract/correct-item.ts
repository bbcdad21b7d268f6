import { changesText } from './changed-fields.js';
import { isEmptyList } from './empty-list.js';
import type { Issue } from './issues.js';
import { productionItemSchema, type ProductionItem } from './item.js';
import { mergePatch } from './merge-patch.js';
import type { RetryItem } from './messages.js';
import { parseInput } from './parse-input.js';

export type Corrected = { ok: true; spec: ProductionItem; changed: string[] } | { ok: false; issues: Issue[] };

/**
 * The item as a person wants it ordered from now on: a change merged into it, another item in its place, or as it was. A job
 * that it has followed is not adopted again, unless they name it.
 */
export function correctItem(spec: ProductionItem, { change, item }: Pick<RetryItem, 'change' | 'item'>): Corrected {
  const field = change ? 'change' : 'item';
  const { adopt, ...fresh } = spec;
  const corrected = item ?? (change ? mergePatch(fresh, withObjects(change)) : fresh);
  const parsed = parseInput(productionItemSchema, corrected);
  if (!parsed.ok)
    return {
      ok: false,
      issues: parsed.issues.map(({ path, message }) => ({ path: path ? `${field}.${path}` : field, message })),
    };
  if (parsed.data.itemId !== spec.itemId)
    return { ok: false, issues: [{ path: `${field}.itemId`, message: `must stay ${spec.itemId}` }] };
  const changed = changesText(fresh, parsed.data);
  return { ok: true, spec: changed.length > 0 || adopt ? parsed.data : spec, changed };
}

/** PHP writes an empty object as []: in a merge that would remove what stands there. */
function withObjects(change: object): object {
  const { vdp, outputSettings } = change as { vdp?: unknown; outputSettings?: unknown };
  const isWithForm = typeof vdp === 'object' && vdp !== null && 'form' in vdp && isEmptyList(vdp.form);
  return {
    ...change,
    ...(isEmptyList(outputSettings) && { outputSettings: {} }),
    ...(isEmptyList(vdp) && { vdp: {} }),
    ...(isWithForm && { vdp: { ...vdp, form: {} } }),
  };
}
