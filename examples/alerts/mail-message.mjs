import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

/** An alert as a mail. Its id is made of the event's, so that one which is sent twice is the same mail. */
export function mailMessage({ from, to }, { title, lines, link, command }, eventId) {
  const where = link ? `Decide in the Temporal Web UI: ${link}` : `See: ${command}`;
  const text = [title, '', ...lines.flatMap((line) => [line, '']), where, ''].join('\r\n');
  const id = createHash('sha256').update(eventId).digest('hex').slice(0, 32);
  return [
    `From: ${mailbox(from)}`,
    `To: ${to.map(mailbox).join(', ')}`,
    `Subject: ${encodeHeader(oneLine(title))}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@printess-production>`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g),
  ].join('\r\n');
}

const oneLine = (text) => text.replace(/[\r\n]+/g, ' ');

/** An address, or `Name <address>`. */
function mailbox(text) {
  const [, name = '', address = oneLine(text)] = /^(.*?)\s*<([^<>]+)>$/.exec(oneLine(text)) ?? [];
  return name ? `${encodeHeader(name)} <${address}>` : address;
}

/** RFC 2047: words of 45 bytes at most, none of which cuts a character. */
function encodeHeader(text) {
  if (/^[\x20-\x7e]{0,200}$/.test(text)) return text;
  const words = [''];
  for (const character of text) {
    if (Buffer.byteLength(words.at(-1) + character) > 45) words.push('');
    words[words.length - 1] += character;
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}
