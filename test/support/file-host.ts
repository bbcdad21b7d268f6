import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host of files on this machine, and what was asked of it. */
export interface FileHost {
  /** `127.0.0.1:PORT`, as FILE_HOSTS has it. */
  host: string;
  url: string;
  requests: IncomingMessage[];
}

/** Runs a test with a host that answers as the test says. */
export async function withFileHost(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  test: (host: FileHost) => Promise<void>,
): Promise<void> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await test({ host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}`, requests });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
