/** Metrics of workflows and activities; Prometheus shows them with the suffixes `_total` and `_seconds`. */
export const METRICS = {
  produceAnswers: 'printess_produce_answers',
  statusChecks: 'printess_status_checks',
  outcomes: 'printess_outcomes',
  callbackDelay: 'printess_callback_delay',
  attention: 'printess_attention',
  ordersEnded: 'printess_orders_ended',
} as const;
