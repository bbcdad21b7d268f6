/** Sizes and counts that several stations keep. Temporal refuses payloads over 2 MB, and an order that holds one is stuck. */

/** JSON of an order as it is submitted, in bytes. */
export const ORDER_BYTES = 1_000_000;
/** All that an order keeps (input, corrections, lists of files, reports, texts), as JSON in bytes: a run hands it to the next. */
export const KEPT_BYTES = 1_700_000;
/** JSON of one outcome's file list, in bytes; 2,000 files are about 540 kB. */
export const OUTCOME_FILES_BYTES = 600_000;
/** JSON of a callback report's file list, in bytes; a longer list is left out, and fetched by one status check. */
export const REPORT_FILES_BYTES = 100_000;
/** Levels of nesting of any JSON that is taken in: what is nested deeper, some station after us cannot write or read. */
export const JSON_LEVELS = 100;
/** JSON of the shop's own reference, of an order or an item, in bytes. */
export const REFERENCE_BYTES = 2_000;
/** Items of one order. */
export const ITEMS_PER_ORDER = 500;
/** Produce calls of one order that may be in flight at once. */
export const PRODUCE_CALLS_IN_FLIGHT = 20;
/** Characters of any text from outside (a failure's reason, a warning) that an order keeps. */
export const OUTSIDE_TEXT_LENGTH = 500;
/** JSON of an event's order, in bytes; where it would be larger its lists of files are left out. */
export const EVENT_BYTES = 200_000;
/** Warnings that one item keeps; later ones are dropped. */
export const WARNINGS_PER_ITEM = 10;
/** Decisions that one item's view shows, the newest. */
export const DECISIONS_PER_ITEM = 10;
/** Callback reports that one item keeps until they can be compared; the endpoint forwards five at the most. */
export const REPORTS_PER_ITEM = 10;
/** Calls of one intent that may go without an answer: after the first, one more where the list has proved that it is not there. */
export const UNANSWERED_CALLS = 2;
/** Milliseconds after which what an earlier run may still send has been sent: its permission, and clocks that differ. */
export const EARLIER_CALLS_MS = 15_000;
/** Items of one order whose files are brought into the archive at once. */
export const DELIVERIES_IN_FLIGHT = 10;
/** Kept files of one item that its order lists; those of a longer list stand in the manifest alone. */
export const KEPT_FILES_LISTED = 100;
/** Faults of an item's files that are told. */
export const FAULTS_TOLD = 10;
/** Milliseconds for which Printess keeps the files of a job: it deletes them 30 days after it has made them. */
export const VENDOR_KEEPS_MS = 30 * 24 * 3_600_000;
