import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';

/** Swagger UI for an OpenAPI document, as static files: nothing is loaded from elsewhere. */
export function swaggerUi(documentUrl: string): Router {
  const files = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const router = Router({ strict: true });
  router.get('/swagger-initializer.js', (_request, response) => {
    response.type('js').send(initializer(documentUrl));
  });
  router.use(express.static(files));
  return router;
}

const initializer = (url: string) => `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: ${JSON.stringify(url)},
    dom_id: '#swagger-ui',
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: 'StandaloneLayout',
    validatorUrl: null,
  });
};
`;
