import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A key and a certificate for these names, made in a folder; `certFile` is for NODE_EXTRA_CA_CERTS. */
export async function selfSigned(
  folder: string,
  names: string[],
): Promise<{ key: Buffer; cert: Buffer; certFile: string }> {
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')];
  const subject = ['-subj', `/CN=${names[0] ?? ''}`, '-addext', `subjectAltName=DNS:${names.join(',DNS:')}`];
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await promisify(execFile)('openssl', [...kind, '-keyout', keyFile, '-out', certFile, ...subject]);
  return { key: await readFile(keyFile), cert: await readFile(certFile), certFile };
}
