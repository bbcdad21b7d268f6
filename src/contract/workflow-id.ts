/** Workflow id of an order: `printess-<shop>-<orderId>`. */
export function workflowId(shop: string, orderId: string): string {
  return `printess-${shop}-${orderId}`;
}

const WORKFLOW_ID = /^printess-(?!event-)([a-z0-9_]{1,32})-([A-Za-z0-9._-]{1,64})$/;

/** The inverse of `workflowId`; undefined where the id is not an order's. A shop's name holds no dash, so it is unique. */
export function parseWorkflowId(id: string): { shop: string; orderId: string } | undefined {
  const [, shop, orderId] = WORKFLOW_ID.exec(id) ?? [];
  return shop && orderId ? { shop, orderId } : undefined;
}
