/** Sizes and counts that several stations keep. Temporal refuses payloads over 2 MB, and an order that holds one is stuck. */

/** JSON of an order, in bytes. */
export const ORDER_BYTES = 1_000_000;
/** JSON of one outcome's file list, in bytes; 2,000 files are about 540 kB. */
export const OUTCOME_FILES_BYTES = 600_000;
/** JSON of the list of files that the callback endpoint hands on with a report, in bytes; the order fetches a longer one. */
export const REPORT_FILES_BYTES = 100_000;
/** JSON of all file lists of one order together, in bytes. */
export const ORDER_FILES_BYTES = 1_500_000;
/** Items of one order. */
export const ITEMS_PER_ORDER = 500;
/** Produce calls of one order that may be in flight at once. */
export const PRODUCE_CALLS_IN_FLIGHT = 20;
/** Characters of any text from outside (a failure's reason, a warning) that an order keeps. */
export const OUTSIDE_TEXT_LENGTH = 500;
/** JSON of an event's order, in bytes; where it would be larger its lists of files are left out. */
export const EVENT_BYTES = 200_000;
/** Warnings that one item keeps; later ones are counted only. */
export const WARNINGS_PER_ITEM = 10;
