/**
 * The base of all errors that this package throws on purpose. `code` is stable: programs, the command line's exit codes and
 * the API's problem types go by it; messages are for people.
 */
export abstract class PrintessProductionError extends Error {
  abstract readonly code: string;
}
