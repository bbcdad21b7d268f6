import type { Endpoint } from '../endpoint.js';
import { extendLifetimeEndpoint } from './extend-lifetime-endpoint.js';
import { formFieldsEndpoint } from './form-fields-endpoint.js';
import { ordersEndpoint } from './orders-endpoint.js';
import { pdfStatusEndpoint } from './pdf-status-endpoint.js';
import { produceEndpoint } from './produce-endpoint.js';
import { produceSimpleEndpoint } from './produce-simple-endpoint.js';
import { retryOrderEndpoint } from './retry-order-endpoint.js';
import { statusEndpoint } from './status-endpoint.js';
import { templateExistsEndpoint } from './template-exists-endpoint.js';
import { templateInfoEndpoint } from './template-info-endpoint.js';

/** All calls of the Backend API that the sandbox answers. */
export const ENDPOINTS: Endpoint[] = [
  produceEndpoint,
  produceSimpleEndpoint,
  statusEndpoint,
  pdfStatusEndpoint,
  ordersEndpoint,
  retryOrderEndpoint,
  templateExistsEndpoint,
  formFieldsEndpoint,
  templateInfoEndpoint,
  extendLifetimeEndpoint,
];
