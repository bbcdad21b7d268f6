import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what Linux, macOS and Windows hand out by themselves unless they are set to, and below Kubernetes' node ports. */
const [FIRST, END] = [15_000, 30_000];
const TRIES = 100;

/** A TCP port of the loopback address that was free a moment ago, and that as a rule no outgoing connection is given in between. */
export async function freePort(): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(FIRST, END);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (cause) {
      if (tries < TRIES) continue;
      throw new Error(`No port of 127.0.0.1 is free: of those from ${FIRST} on, ${TRIES} were tried.`, { cause });
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
