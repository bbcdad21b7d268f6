import type { CallbackReport } from '../../src/contract/outcome.js';
import { jobOf, success } from './scripted-activities.js';
import type { OrderHandle } from './with-orders.js';

/** The signal that the callback endpoint sends: of the first item's first job, which succeeds, if nothing else is said. */
export const callback = (handle: OrderHandle, report: Partial<CallbackReport> = {}): Promise<void> =>
  handle.signal('printessCallback', { itemId: 'i1', generation: 1, jobId: jobOf('i1'), outcome: success, ...report });
