import { PrintessProductionError } from '../contract/error.js';

/** Thrown by `startSandbox`: it cannot start as it is set up; the message names the setting. */
export class SandboxError extends PrintessProductionError {
  override readonly name = 'SandboxError';
  readonly code = 'sandbox-cannot-start';
}
