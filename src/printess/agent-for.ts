import http from 'node:http';
import https from 'node:https';
import { createSecureContext } from 'node:tls';
import { proxyAgent } from './proxy-agent.js';

/** Kept connections that nobody uses are closed after so long: before a router on the way forgets them silently. */
const IDLE_MS = 10_000;
const IDLE_CONNECTIONS = 20;

interface Agents {
  http: http.Agent;
  https: https.Agent;
}

let agents: { kept: Agents; own: Agents } | undefined;

/**
 * How a request is connected: by the proxy of the environment, which is a tunnel for it alone; over a connection that is
 * `kept` for the next one; or over one of its `own`, which no other request has used or will use, where only the TLS
 * session is resumed.
 */
export function agentFor(url: URL, connection: 'kept' | 'own'): { agent: http.Agent; byProxy: boolean } {
  const proxy = proxyAgent(url);
  if (proxy) return { agent: proxy, byProxy: true };
  agents ??= createAgents();
  return { agent: agents[connection][url.protocol === 'https:' ? 'https' : 'http'], byProxy: false };
}

function createAgents(): { kept: Agents; own: Agents } {
  // One for all: each would read the same certificates again.
  const secureContext = createSecureContext();
  const pair = (options: http.AgentOptions): Agents => ({
    http: new http.Agent(options),
    https: new https.Agent({ ...options, secureContext }),
  });
  return {
    kept: pair({ keepAlive: true, timeout: IDLE_MS, maxFreeSockets: IDLE_CONNECTIONS }),
    own: pair({ keepAlive: false }),
  };
}
