export { createClient } from './client/index.js';
export { orderViewSchema } from './contract/view.js';
export { productionOrderSchema } from './contract/order.js';
