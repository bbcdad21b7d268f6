/**
 * For workers that trace nothing: a workflow that was started in a trace tells of its spans whoever runs it, and the SDK
 * logs an error where nobody takes them.
 */
export const NO_TRACING = { sinks: { exporter: { export: { fn: (): void => undefined } } } };
