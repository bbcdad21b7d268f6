import type { ConnectionOptions } from '@temporalio/client';
import {
  searchAttributeType,
  type SearchAttributeName,
  type SearchAttributeRemedies,
} from '../client/search-attributes.js';

/** Temporal Cloud's endpoints: of a namespace, and of a region. */
const CLOUD_HOST = /\.(tmprl\.cloud|api\.temporal\.io)$/;

/** Whether a connection leads to Temporal Cloud: by its address, or by the name that the certificate is checked for. */
export function isTemporalCloud({ address = '', tls }: Pick<ConnectionOptions, 'address' | 'tls'>): boolean {
  const host = address.replace(/:\d+$/, '');
  const { serverNameOverride = '' } = typeof tls === 'object' && tls !== null ? tls : {};
  return CLOUD_HOST.test(host) || CLOUD_HOST.test(serverNameOverride);
}

/** The line that makes search attributes in a namespace of Temporal Cloud, where nothing but tcld and its web page can. */
export function tcldAddSearchAttributes(names: SearchAttributeName[], namespace: string): string {
  const flags = names.map((name) => `--search-attribute "${name}=${searchAttributeType(name)}"`);
  return `tcld namespace search-attributes add --namespace ${namespace} ${flags.join(' ')}`;
}

/** The line that makes them in a namespace of one's own Temporal. */
export function operatorAddSearchAttributes(names: SearchAttributeName[], namespace: string): string {
  const flags = names.map((name) => `--name ${name} --type ${searchAttributeType(name)}`);
  return `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`;
}

/** What mends search attributes in Temporal Cloud, which renames them but removes none. */
export const CLOUD_REMEDIES: SearchAttributeRemedies = {
  create: (missing, namespace) => `run '${tcldAddSearchAttributes(missing, namespace)}'`,
  remove: (name, namespace) =>
    `rename it ('tcld namespace search-attributes rename --namespace ${namespace} --existing-name ${name} ` +
    `--new-name ${name}Old'), then run '${tcldAddSearchAttributes([name], namespace)}'`,
};

/** The line that sets how long a namespace keeps ended orders. */
export function retentionCommand(namespace: string, isCloud: boolean): string {
  return isCloud
    ? `tcld namespace retention set --namespace ${namespace} --retention-days 30`
    : `temporal operator namespace update --namespace ${namespace} --retention 30d`;
}
