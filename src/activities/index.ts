export { createActivities, type Activities } from './create-activities.js';
