import { workflowId } from './workflow-id.js';

/** The address of an order in the Temporal Web UI; `base` is the Web UI's own. */
export function webUiLink(
  base: string,
  namespace: string,
  { shop, orderId }: { shop: string; orderId: string },
): string {
  const id = encodeURIComponent(workflowId(shop, orderId));
  return `${base.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${id}`;
}
