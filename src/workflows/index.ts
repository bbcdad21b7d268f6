export { productionOrder } from './production-order.js';
export { shopEvent } from './shop-event.js';
