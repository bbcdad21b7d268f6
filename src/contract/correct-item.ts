import { changedFields } from './changed-fields.js';
import { issuesOf, type Issue } from './issues.js';
import { productionItemSchema, type ProductionItem } from './item.js';
import { mergePatch } from './merge-patch.js';
import type { RetryItem } from './messages.js';

export type Corrected = { ok: true; spec: ProductionItem; changed: string[] } | { ok: false; issues: Issue[] };

/**
 * The item as a person wants it ordered from now on: a change merged into it, another item in its place, or as it was. A job
 * that it has followed is not adopted again, unless they name it.
 */
export function correctItem(spec: ProductionItem, { change, item }: Pick<RetryItem, 'change' | 'item'>): Corrected {
  const field = change ? 'change' : 'item';
  const { adopt, ...fresh } = spec;
  const corrected = item ?? (change ? mergePatch(fresh, change) : fresh);
  const parsed = productionItemSchema.safeParse(corrected);
  if (!parsed.success)
    return {
      ok: false,
      issues: issuesOf(parsed.error).map(({ path, message }) => ({ path: `${field}.${path}`, message })),
    };
  if (parsed.data.itemId !== spec.itemId)
    return { ok: false, issues: [{ path: `${field}.itemId`, message: `must stay ${spec.itemId}` }] };
  const changed = changedFields(fresh, parsed.data);
  return { ok: true, spec: changed.length > 0 || adopt ? parsed.data : spec, changed };
}
