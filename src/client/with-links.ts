import type { OrderView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import type { Scope } from './scope.js';

/** The view with a link to its order in the Web UI, where the client knows one. */
export function withLinks({ temporal, options }: Scope, view: OrderView): OrderView {
  if (!options.webUiUrl) return view;
  const namespace = encodeURIComponent(temporal.options.namespace);
  const id = encodeURIComponent(workflowId(view.shop, view.orderId));
  const base = options.webUiUrl.replace(/\/+$/, '');
  return { ...view, links: { ...view.links, webUi: `${base}/namespaces/${namespace}/workflows/${id}` } };
}
