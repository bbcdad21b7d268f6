import { ATTENTION_REASONS } from '../../contract/view.js';

const RUNNING = 'ExecutionStatus="Running"';

/** The lists of orders that operators want at hand in the Web UI, each with its link. */
export function savedViews(webUiUrl = 'http://localhost:8233', namespace: string): { name: string; url: string }[] {
  const list = (name: string, query: string) => ({
    name,
    url: `${webUiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows?query=${encodeURIComponent(query)}`,
  });
  return [
    list('all that need a person', `PrintessState="attention" AND ${RUNNING}`),
    ...ATTENTION_REASONS.map((reason) => list(reason, `PrintessAttention="${reason}" AND ${RUNNING}`)),
    list(
      'ended, not produced',
      `PrintessState IN ("failed", "partly-produced", "cancelled") AND WorkflowType="productionOrder"`,
    ),
    list('cut short', `WorkflowType="productionOrder" AND ExecutionStatus IN ("Failed", "Terminated", "TimedOut")`),
    list('produced, look at the files', 'PrintessAttention="warning" AND PrintessState="produced"'),
    list('shops that are not notified', `WorkflowType="shopEvent" AND ExecutionStatus IN ("Running", "Failed")`),
    list('running', `PrintessState="running" AND ${RUNNING}`),
    list(
      'today',
      `WorkflowType="productionOrder" AND StartTime > "${new Date().toISOString().slice(0, 10)}T00:00:00Z"`,
    ),
  ];
}
