export type { ActivityDeps, CallbackTarget, FilesDeps, ShopConnection } from './activity-deps.js';
export type { Activities } from './activity-types.js';
export { createActivities } from './create-activities.js';
