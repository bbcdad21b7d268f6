import type { Agent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { isLoopback } from './file-hosts.js';

/**
 * A tunnel to a URL's host by the proxy of `HTTPS_PROXY` (or `https_proxy`, `ALL_PROXY`); undefined where there is none, where
 * `NO_PROXY` names the host, and for this machine. It is good for one request.
 */
export function proxyAgent(url: URL): Agent | undefined {
  if (isLoopback(url.hostname)) return undefined;
  const proxy = getProxyForUrl(url.href);
  return proxy === '' ? undefined : new HttpsProxyAgent(proxy);
}
