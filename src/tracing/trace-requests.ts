import type * as OpenTelemetry from '@opentelemetry/api';
import type { Request, RequestHandler } from 'express';

/**
 * A span a request, named by its route: never by its path, which holds the callback's token. Temporal's client makes its
 * spans within it.
 */
export function traceRequests(
  { context, propagation, SpanKind, SpanStatusCode, trace }: typeof OpenTelemetry,
  { takesParent }: { takesParent: boolean },
): RequestHandler {
  const tracer = trace.getTracer('printess-production');
  return (request, response, next) => {
    const parent = takesParent ? propagation.extract(context.active(), request.headers) : context.active();
    const span = tracer.startSpan(request.method, { kind: SpanKind.SERVER }, parent);
    response.once('close', () => {
      const route = routeOf(request);
      span.updateName(`${request.method} ${route}`);
      span.setAttributes({
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': response.statusCode,
      });
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), next);
  };
}

/** As it was declared, such as `/callbacks/printess/:token`. */
function routeOf({ route, baseUrl }: Request): string {
  const { path } = (route ?? {}) as { path?: unknown };
  return typeof path === 'string' ? baseUrl + path : 'no route';
}
