import { OUTCOME_FILES_BYTES } from '../contract/limits.js';
import type { Outcome } from '../contract/outcome.js';
import { filesBytes } from './without-files.js';

/** The outcome with its list of files left out where its JSON is larger than `maxBytes`; count and zip stay right. */
export function fitOutcome(outcome: Outcome, maxBytes = OUTCOME_FILES_BYTES): Outcome {
  if (outcome.kind === 'failed' || filesBytes(outcome) <= maxBytes) return outcome;
  const warning = `The list of ${outcome.fileCount} files is too large to keep: fetch it from Printess${outcome.zip ? ', or the zip' : ''}.`;
  return { ...outcome, files: [], filesOmitted: true, warnings: [...(outcome.warnings ?? []), warning] };
}
