import { ATTENTION_REASONS } from '../../contract/view.js';

const RUNNING = 'ExecutionStatus="Running"';
const ORDERS = 'WorkflowType="productionOrder"';

/** What the list of workflows should show of orders; the Web UI keeps that in the browser, and takes it from no link. */
export const COLUMNS = { add: ['PrintessState', 'PrintessAttention', 'PrintessShop'], remove: ['Run ID', 'Type'] };

/**
 * The lists of orders that operators want at hand in the Web UI, each with a link that keeps it there as a saved view: in
 * the browser that opens it, and once more each time.
 */
export function savedViews(webUiUrl = 'http://localhost:8233', namespace: string): { name: string; url: string }[] {
  const list = (what: string, query: string) => {
    const name = `Printess ${what}`;
    const parameters = new URLSearchParams({ query, savedQuery: name });
    return { name, url: `${webUiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows?${parameters.toString()}` };
  };
  return [
    list('needs a person', `PrintessState="attention" AND ${RUNNING}`),
    ...ATTENTION_REASONS.map((reason) => list(`waits - ${reason}`, `PrintessAttention="${reason}" AND ${RUNNING}`)),
    list('ended - not produced', `PrintessState IN ("failed", "partly-produced", "cancelled") AND ${ORDERS}`),
    list('ended - cut short', `${ORDERS} AND ExecutionStatus IN ("Failed", "Terminated", "TimedOut")`),
    list('produced - look at the files', 'PrintessAttention="warning" AND PrintessState="produced"'),
    list('shops not notified', `WorkflowType="shopEvent" AND ExecutionStatus IN ("Running", "Failed")`),
    list('in production', `PrintessState="running" AND ${RUNNING}`),
  ];
}
