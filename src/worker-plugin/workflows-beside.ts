// Bundled for workers that have workflows of their own; never loaded by Node.js.

// @ts-expect-error -- the bundler knows it: the team's workflowsPath
export * from '__printess_production_beside';
export { productionOrder, shopEvent } from '../workflows/index.js';
