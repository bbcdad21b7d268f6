import type { Outcome } from '../contract/outcome.js';

/** The vendor's hosts and its object store; a leading dot takes the subdomains too. */
export const DEFAULT_FILE_HOSTS = [
  'printess.com',
  '.printess.com',
  'printess-prod.s3.eu-central-1.amazonaws.com',
  'printess-prod.s3.amazonaws.com',
];

/**
 * Whether every file of an outcome lies on an allowed host: https, or plain http on a loopback host that is listed.
 * A host may be listed with its port; without one, any port. URLs are those that `fileUrl` has kept.
 */
export function filesAllowed(outcome: Outcome, hosts: readonly string[]): boolean {
  if (outcome.kind === 'failed') return true;
  const urls = [...outcome.files.map(({ url }) => url), ...(outcome.zip === undefined ? [] : [outcome.zip])];
  return urls.every((url) => isAllowedUrl(url, hosts));
}

/** Whether a file may lie at a URL: https, or plain http on a loopback host that is listed. */
export function isAllowedUrl(text: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username || url.password) return false;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) return false;
  return hosts.some((host) =>
    host.startsWith('.') ? url.hostname.endsWith(host) : host === url.hostname || host === url.host,
  );
}

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
