const { PRINTESS_API_URL: api } = process.env;

/** One POST to Printess; fails on anything but 2xx. */
export async function post(path, body) {
  const response = await fetch(api + path, {
    method: 'POST',
    headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
