/**
 * Options of a worker that lets each task of an order end. By itself the SDK cuts one off that has its thread for five
 * seconds by the clock on the wall: a worker that was frozen for so long (a paused container, a starved machine) is cut off
 * in the middle of one, and what that leaves in the context that all its orders share breaks the others. The SDK takes this
 * option and does not expose it; a test holds that it still does. See docs/decisions/0018.
 */
export const NEVER_CUT_OFF = { isolateExecutionTimeout: '1 day' } as const;
