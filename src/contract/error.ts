/** Marks our errors for all copies of this package in a process: the import and the require of it, say, are two. */
const OURS = Symbol.for('printess-production.error');

/**
 * The base of all errors that this package throws on purpose. `code` is stable: programs, the command line's exit codes and
 * the API's problem types go by it; messages are for people. `instanceof` knows an error of another copy of the package.
 */
export abstract class PrintessProductionError extends Error {
  abstract readonly code: string;

  get [OURS](): true {
    return true;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    if (typeof value !== 'object' || value === null || Reflect.get(value, OURS) !== true) return false;
    return this === PrintessProductionError || Reflect.get(value, 'name') === this.name;
  }
}
