import express, { Router, type RequestHandler } from 'express';

const NOT_INSTALLED =
  'Swagger UI is not installed here. Run "npm install swagger-ui-dist" where this program is installed, and start it ' +
  'again; until then read the document itself: ';

/** Swagger UI for an OpenAPI document, as static files: nothing is loaded from elsewhere. It is comfort: says so where it is missing. */
export function swaggerUi(documentUrl: string): Router {
  const router = Router({ strict: true });
  let pages: Promise<RequestHandler> | undefined;
  router.get('/swagger-initializer.js', (_request, response) => {
    response.type('js').send(initializer(documentUrl));
  });
  router.use(async (request, response, next) => {
    const serve = await (pages ??= files(documentUrl));
    serve(request, response, next);
  });
  return router;
}

async function files(documentUrl: string): Promise<RequestHandler> {
  try {
    const { default: folder } = await import('swagger-ui-dist/absolute-path.js');
    return express.static(folder());
  } catch (error) {
    if (!isMissing(error)) throw error;
    return (_request, response) => {
      response.status(501).type('text').send(`${NOT_INSTALLED}${documentUrl}\n`);
    };
  }
}

/** Told by its code: to Jest's tests the loader's errors are none of their own `Error`. */
const isMissing = (error: unknown): boolean => /MODULE_NOT_FOUND$/.test(String((error as { code?: unknown }).code));

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
