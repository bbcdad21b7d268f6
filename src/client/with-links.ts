import type { OrderView } from '../contract/view.js';
import { webUiLink } from '../contract/web-ui-link.js';
import type { Scope } from './scope.js';

/** The view with a link to its order in the Web UI, where the client knows one. */
export function withLinks({ temporal, options }: Scope, view: OrderView): OrderView {
  if (!options.webUiUrl) return view;
  return { ...view, links: { ...view.links, webUi: webUiLink(options.webUiUrl, temporal.options.namespace, view) } };
}
