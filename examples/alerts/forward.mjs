const DEADLINE_MS = 10_000;
const PASSED_ON = ['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** Passes a delivery on as it came, to be verified there: a shop has one eventsUrl. Throws where it is not taken. */
export async function forward(url, { headers, body }) {
  const passed = PASSED_ON.flatMap((name) => (headers[name] ? [[name, headers[name]]] : []));
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const response = await fetch(url, { method: 'POST', headers: passed, body, redirect: 'manual', signal });
  if (!response.ok) throw new Error(`FORWARD_URL answered ${response.status}`);
}
