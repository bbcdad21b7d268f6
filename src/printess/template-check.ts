import * as z from 'zod';
import type { ProductionItem } from '../contract/item.js';
import { outsideText } from './outside-text.js';
import type { PrintessClient } from './client.js';

/** What the free calls have answered is good for so long. */
const KEPT_MS = 5 * 60_000;
/** They must not take the time away that the paid call needs. */
const FREE_CALL_DEADLINE_MS = 4_000;
/** A save token that ends sooner may not live to see its order rendered. */
const SPARE_LIFE_MS = 10 * 60_000;
const KEYS = 1_000;

const fieldSchema = z.looseObject({
  name: z.string(),
  isMandatory: z.boolean().nullish(),
  value: z.unknown().optional(),
});
const fieldsSchema = z.looseObject({
  formFields: z.array(fieldSchema).nullish(),
  documentFormFields: z.array(z.looseObject({ formFields: z.array(fieldSchema).nullish() })).nullish(),
});
const infoSchema = z.looseObject({ expiresOn: z.string() });

/**
 * Asks the free calls about an item before it is paid for; resolves with why Printess would not make of it what was
 * ordered, or undefined. A call that fails, is not allowed or answers something else is no reason: production goes on.
 */
export type TemplateCheck = (
  item: ProductionItem,
  deadline: number,
  /** Hears when the save token ends that the item is ordered by, ISO 8601. */
  hearEnd?: (saveTokenUntil: string) => void,
) => Promise<string | undefined>;

export function createTemplateCheck({ free }: Pick<PrintessClient, 'free'>): TemplateCheck {
  const kept = new Map<string, { until: number; answer: Promise<unknown> }>();
  const ask = (path: string, body: object, deadline: number): Promise<unknown> => {
    const key = path + JSON.stringify(body);
    const known = kept.get(key);
    if (known && performance.now() < known.until) return known.answer;
    const answer = free(path, body, Math.min(deadline, FREE_CALL_DEADLINE_MS)).catch(() => undefined);
    const [oldest] = kept.keys();
    if (kept.size >= KEYS && oldest !== undefined) kept.delete(oldest);
    kept.set(key, { until: performance.now() + KEPT_MS, answer });
    return answer;
  };

  return async (item, deadline, hearEnd) => {
    const { templateName } = item;
    const reasons = templateName.startsWith('st:')
      ? [saveTokenEnds(await ask('/shop/template/info', { id: templateName }, deadline), hearEnd)]
      : await Promise.all([
          ask('/template/exists', existsBody(item), deadline).then((answer) => isMissing(item, answer)),
          ask('/template/formFields/list', fieldsBody(item), deadline).then((answer) => fieldsMissing(item, answer)),
        ]);
    const reason = reasons.find((one) => one !== undefined);
    // Somebody will fix it, in the editor perhaps, and then order again at once.
    if (reason !== undefined) kept.clear();
    return reason;
  };
}

/** What `hasPublishedVersion: false` would mean is not documented, so only a published one is asked for as such. */
const existsBody = ({ templateName, usePublishedVersion }: ProductionItem) => ({
  templateName,
  ...(usePublishedVersion && { hasPublishedVersion: true }),
});
const fieldsBody = ({ templateName, usePublishedVersion }: ProductionItem) => ({
  templateName,
  ...(usePublishedVersion && { usePublishedVersion: true }),
});

function isMissing({ templateName, usePublishedVersion }: ProductionItem, answer: unknown): string | undefined {
  if (answer !== false) return undefined;
  return `There is no template "${outsideText(templateName)}"${usePublishedVersion ? ' with a published version' : ''}.`;
}

function saveTokenEnds(answer: unknown, hearEnd?: (saveTokenUntil: string) => void): string | undefined {
  const info = infoSchema.safeParse(answer);
  const end = info.success ? Date.parse(withZone(info.data.expiresOn)) : NaN;
  if (Number.isNaN(end)) return undefined;
  hearEnd?.(new Date(end).toISOString());
  if (end - Date.now() > SPARE_LIFE_MS) return undefined;
  const when = new Date(end).toISOString();
  return `The save token ${end < Date.now() ? 'has ended' : 'ends'} on ${when}: extend its life, which costs extra, or have the design saved again.`;
}

/** A time without a zone is UTC. */
function withZone(text: string): string {
  return /T[\d:.]+$/.test(text) ? `${text}Z` : text;
}

/** Mandatory form fields without a value of the template's own that nothing of the item gives. */
function fieldsMissing({ vdp, outputFiles = [] }: ProductionItem, answer: unknown): string | undefined {
  const read = fieldsSchema.safeParse(answer);
  const sources = [vdp, ...outputFiles.map((file) => file.vdp)];
  // Free-form data may hold any field.
  if (!read.success || sources.some((one) => one?.data !== undefined)) return undefined;
  const { formFields, documentFormFields } = read.data;
  const all = [...(formFields ?? []), ...(documentFormFields ?? []).flatMap((document) => document.formFields ?? [])];
  const isGiven = (name: string) =>
    sources.some(
      (one) =>
        valueOf(one?.form, name) || (one?.records?.length && one.records.every((record) => valueOf(record, name))),
    );
  const missing = all
    .filter(({ isMandatory, value }) => isMandatory && (value === undefined || value === null || value === ''))
    .map(({ name }) => name)
    .filter((name) => !isGiven(name));
  if (missing.length === 0) return undefined;
  return `Mandatory form fields are not given: ${outsideText([...new Set(missing)].join(', '))}.`;
}

/** A field named constructor is not given by every form. */
const valueOf = (form: Record<string, string> | undefined, name: string): string | undefined =>
  form && Object.hasOwn(form, name) ? form[name] : undefined;
