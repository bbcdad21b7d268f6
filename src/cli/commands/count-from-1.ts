import { InvalidArgumentError } from 'commander';

/** A number of an option, 1 or more. */
export function countFrom1(text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('It is a number, 1 or more.');
  return count;
}
