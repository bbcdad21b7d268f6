export { productionOrder } from './production-order.js';
