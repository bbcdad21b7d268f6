import type { Expected } from './item.js';
import { FAULTS_TOLD } from './limits.js';
import type { Success } from './outcome.js';
import { shorten } from './shorten.js';

export const GLYPHS_MISSING = 'Some characters have no glyph in the chosen font: look at the files.';

/** What is not as it was ordered, as far as a job's result tells: the first faults, each a sentence. */
export function resultFaults(
  { files, fileCount, invalidGlyphs }: Pick<Success, 'files' | 'fileCount' | 'invalidGlyphs'>,
  { documents, pages, records }: Expected = {},
): string[] {
  const faults = invalidGlyphs ? [GLYPHS_MISSING] : [];
  // A list that was left out tells nothing of documents and pages.
  if (files.length < fileCount) return faults;
  const named = new Set(files.map(({ document }) => document));
  if (documents !== undefined && named.size !== documents)
    faults.push(`There are ${named.size} documents, ${documents} were expected.`);
  for (const { document, pages: made } of files)
    if (made !== undefined) faults.push(...pageFaults(document, made, { pages, records }));
  return faults.slice(0, FAULTS_TOLD);
}

/** What is wrong with the number of a document's pages. */
export function pageFaults(document: string, made: number, { pages, records = 1 }: Expected): string[] {
  const name = shorten(document, 100);
  if (pages !== undefined && made !== pages * records)
    return [
      `Document ${name} has ${made} pages, ${pages * records} were expected${records > 1 ? ` (${records} records)` : ''}.`,
    ];
  if (made % records !== 0) return [`Document ${name} has ${made} pages, which are not those of ${records} records.`];
  return [];
}
