import { readdir } from 'node:fs/promises';
import type { lookup } from 'node:dns';
import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { download } from '../../src/files/download.js';
import { FileError } from '../../src/files/file-error.js';
import { withFileHost } from '../support/file-host.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** Listens where nobody may go, on the addresses that the hostile URLs lead to. */
let canaries: Server[];
let port: number;
let visits = 0;
beforeAll(async () => {
  const first = await canary('0.0.0.0', 0);
  port = (first.address() as AddressInfo).port;
  const second = await canary('::1', port).catch(() => undefined);
  canaries = [first, ...(second ? [second] : [])];
});
afterAll(() => canaries.forEach((one) => one.close()));

function canary(host: string, at: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    server.once('error', reject);
    server.listen(at, host, () => resolve(server));
  });
}

/** Names of the list whose addresses somebody has turned; PORT is the canary's. */
const TURNED: Record<string, string[]> = {
  'own.printess.com': ['127.0.0.1'],
  'own6.printess.com': ['::1'],
  'private.printess.com': ['10.0.0.7'],
  'private2.printess.com': ['172.16.3.4'],
  'private3.printess.com': ['192.168.1.1'],
  'metadata.printess.com': ['169.254.169.254'],
  'shared.printess.com': ['100.64.0.1'],
  'none.printess.com': ['0.0.0.0'],
  'mapped.printess.com': ['::ffff:127.0.0.1'],
  'mapped-hex.printess.com': ['::ffff:7f00:1'],
  'local6.printess.com': ['fd00::1'],
  'link6.printess.com': ['fe80::1'],
  'sixtofour.printess.com': ['2002:7f00:1::1'],
  'nat64.printess.com': ['64:ff9b::7f00:1'],
  'teredo.printess.com': ['2001:0:7f00:1::1'],
  'group.printess.com': ['224.0.0.1'],
  'all.printess.com': ['255.255.255.255'],
  'one-of-two.printess.com': ['93.184.216.34', '127.0.0.1'],
  'unspecified6.printess.com': ['::'],
  'documentation6.printess.com': ['2001:db8::1'],
};

const turned = ((name: string, _options: object, callback: (error: Error | null, found: object[]) => void) => {
  const addresses = TURNED[name] ?? ['127.0.0.1'];
  callback(
    null,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
}) as unknown as typeof lookup;

const NAMES = Object.keys(TURNED).map((name) => [`https://${name}:PORT/a.pdf`, 'a name of the list that leads inside']);

const HOSTILE: string[][] = [
  ['http://127.0.0.1:PORT/a', 'this machine, which is not listed with that port'],
  ['https://127.0.0.1:PORT/a', 'this machine by https'],
  ['http://localhost:PORT/a', 'this machine by name'],
  ['http://[::1]:PORT/a', 'this machine by IPv6'],
  ['https://[::1]:PORT/a', 'this machine by IPv6 and https'],
  ['https://[::ffff:127.0.0.1]:PORT/a', 'IPv4 in IPv6'],
  ['https://0x7f000001:PORT/a', 'an address in hex'],
  ['https://2130706433:PORT/a', 'an address as one number'],
  ['https://0177.0.0.1:PORT/a', 'an address in octal'],
  ['https://127.1:PORT/a', 'a short address'],
  ['https://0:PORT/a', 'nowhere, which is this machine'],
  ['https://0.0.0.0:PORT/a', 'nowhere'],
  ['https://169.254.169.254/latest/meta-data/', 'a cloud’s metadata'],
  ['http://169.254.169.254/latest/meta-data/', 'a cloud’s metadata by http'],
  ['https://10.0.0.1/a', 'a private network'],
  ['https://192.168.0.1/a', 'a private network'],
  ['http://files.printess.com:PORT/a', 'a host of the list by http'],
  ['http://printess.com:PORT/a', 'the vendor by http'],
  ['https://evil.example:PORT/a', 'a host that is not listed'],
  ['https://printess.com.evil.example:PORT/a', 'a host that begins as one of the list'],
  ['https://evilprintess.com:PORT/a', 'a host that ends as one of the list'],
  ['https://printess.co:PORT/a', 'a host that is nearly one of the list'],
  ['https://printess.com@evil.example:PORT/a', 'userinfo that looks like a host'],
  ['https://user:secret@files.printess.com:PORT/a', 'userinfo'],
  ['https://printess.com\\@evil.example:PORT/a', 'a back-slash'],
  ['https://evil.example:PORT\\.printess.com/a', 'a back-slash before the host’s end'],
  ['https://evil.example:PORT/.printess.com', 'the host as a path'],
  ['https://evil.example:PORT?.printess.com', 'the host as a query'],
  ['https://evil.example:PORT#.printess.com', 'the host as a fragment'],
  ['https://evil.example:PORT\t.printess.com/a', 'a tab in the host'],
  ['https://files.printess.com:PORT\r\nx: y', 'a line end'],
  ['https://ⓔvil.example:PORT/a', 'letters in circles'],
  ['https://printess。com.evil.example:PORT/a', 'a full stop of another script'],
  ['https://xn--printess-.com:PORT/a', 'an encoded name'],
  ['//files.printess.com:PORT/a', 'no scheme'],
  ['https:files.printess.com:PORT/a', 'no slashes'],
  ['https:///127.0.0.1:PORT/a', 'three slashes'],
  ['ftp://files.printess.com:PORT/a', 'another scheme'],
  ['file:///etc/passwd', 'a file of this machine'],
  ['gopher://127.0.0.1:PORT/_GET', 'an old scheme'],
  ['data:text/plain,hello', 'its own content'],
  ['javascript:fetch("http://127.0.0.1:PORT")', 'a program'],
  ['unix:/var/run/docker.sock', 'a socket'],
  ['', 'nothing'],
  ...NAMES,
];

const refused = async (url: string, folder: string, hosts: string[]) => {
  const signal = new AbortController().signal;
  return download({ url, path: join(folder, 'a'), hosts, signal, lookup: turned }).then(
    () => 'fetched',
    (error: unknown) => (error instanceof FileError ? error.kind : String(error)),
  );
};

describe('hostile URLs', () => {
  it('are sixty and more', () => expect(HOSTILE.length).toBeGreaterThanOrEqual(60));

  it.each(HOSTILE)('%j leads nowhere: %s', async (url = '') => {
    await withTemporaryFolder(async (folder) => {
      const hosts = ['printess.com', '.printess.com', '127.0.0.1:1'];
      expect(await refused(url.replace('PORT', String(port)), folder, hosts)).toBe('not-allowed');
      expect(visits).toBe(0);
    });
  });

  it.each([301, 302, 303, 307, 308])(
    'a redirect (%i) is not followed, not even by a host of the list',
    async (status) => {
      const away = (_: unknown, response: ServerResponse) =>
        response.writeHead(status, { location: `http://127.0.0.1:${port}/a` }).end();
      await withFileHost(away, (host) =>
        withTemporaryFolder(async (folder) => {
          expect(await refused(`${host.url}/a`, folder, [host.host, `127.0.0.1:${port}`])).toBe('not-allowed');
          expect(host.requests).toHaveLength(1);
          expect(visits).toBe(0);
        }),
      );
    },
  );

  it('the canary sings where a URL does lead to it', async () => {
    await withTemporaryFolder(async (folder) => {
      expect(await refused(`http://127.0.0.1:${port}/a`, folder, [`127.0.0.1:${port}`])).toBe('failed');
      expect(visits).toBe(1);
      expect(await readdir(folder)).toEqual(['a']);
    });
    visits = 0;
  });
});
