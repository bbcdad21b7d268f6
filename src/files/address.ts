import { BlockList, isIPv4 } from 'node:net';

/** Ranges that no file of a vendor lies in: this machine, private networks, clouds' metadata, tests, groups (RFC 6890). */
const CLOSED = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of what is given out in IPv6 (2000::/3), the parts that lead into IPv4 or nowhere. */
const CLOSED_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const closed = blockList(CLOSED, 'ipv4');
const given = blockList(['2000::/3'], 'ipv6');
const closed6 = blockList(CLOSED_6, 'ipv6');
const loopback = blockList(['127.0.0.0/8'], 'ipv4');

/** Whether an address is one of the public Internet. */
export const isPublic = (address: string): boolean =>
  isIPv4(address) ? !closed.check(address) : given.check(address, 'ipv6') && !closed6.check(address, 'ipv6');

/** Whether an address is this machine's own. */
export const isOwn = (address: string): boolean => (isIPv4(address) ? loopback.check(address) : address === '::1');

function blockList(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
