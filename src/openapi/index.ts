export { openApiDocument, type OpenApiDocument } from './openapi-document.js';
export type { Operation } from './operation.js';
export { swaggerUi } from './swagger-ui.js';
