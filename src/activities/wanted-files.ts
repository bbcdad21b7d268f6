import type { KeepFilesInput } from '../contract/delivery.js';
import type { Success } from '../contract/outcome.js';
import type { WantedFile } from '../files/bring-files.js';
import { safeNames } from '../files/safe-name.js';

/** What a job has made, as far as its files go. */
export type Result = Pick<Success, 'files' | 'zip' | 'invalidGlyphs'>;

/** The files of an item with the names that they are kept under: by the template of ARCHIVE_NAMES, all different. The zip is the last. */
export function wantedFiles(input: KeepFilesInput, { files, zip }: Result, template = '{name}'): WantedFile[] {
  const all = [
    ...files.map(({ name, document, url }) => ({ name, document, url })),
    ...(zip === undefined ? [] : [{ name: `${input.itemId}.zip`, document: 'zip', url: zip }]),
  ];
  const names = safeNames(all.map((file, index) => fill(template, input, { ...file, n: index + 1 })));
  return all.map(({ url, name }, index) => ({
    url,
    name: names[index] ?? name,
    about: `File ${index + 1} of ${all.length} of item ${input.itemId} (${names[index] ?? name})`,
  }));
}

/** The ending is the file's own, whatever the template says. */
function fill(
  template: string,
  { orderId, itemId, templateName, generation }: KeepFilesInput,
  { name, document, n, url }: { name: string; document: string; n: number; url: string },
): string {
  const ending = endingOf(name) || endingOf(url.split(/[?#]/)[0] ?? '');
  const stem = endingOf(name) ? name.slice(0, -endingOf(name).length) : name;
  const values: Record<string, string> = {
    name: stem,
    document,
    orderId,
    itemId,
    template: templateName,
    generation: String(generation),
    n: String(n),
  };
  return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '') + ending;
}

const endingOf = (name: string): string => /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
