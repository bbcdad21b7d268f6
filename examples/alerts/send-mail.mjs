import { Buffer } from 'node:buffer';
import { hostname } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';
import { mailMessage } from './mail-message.mjs';
import { Smtp } from './smtp.mjs';

const DEADLINE_MS = 10_000;
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/**
 * Sends a mail by SMTP: `smtps://user:password@host` by TLS from the start, `smtp://…` by STARTTLS, and plain to this
 * machine alone. Throws where the server has not taken it; never with the password.
 */
export async function sendMail(mail, alert, eventId) {
  const url = new URL(mail.url);
  const tls = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const hello = `EHLO ${hostname().replace(/[^A-Za-z0-9.-]/g, '') || 'localhost'}`;
  const first = Smtp.connect({ host, port: Number(url.port) || (tls ? 465 : 587), tls });
  let smtp = first;
  const late = setTimeout(() => {
    smtp.end(`has not taken the mail in ${DEADLINE_MS / 1000} seconds`);
    first.end('is given up');
  }, DEADLINE_MS);
  try {
    await smtp.reply(220);
    const able = await smtp.say(hello, 250);
    if (!tls && !LOOPBACK.includes(host)) smtp = await encrypted(smtp, able, host, hello);
    if (url.username) await smtp.say(`AUTH PLAIN ${credentials(url)}`, 235, 'the user and password of SMTP_URL');
    await smtp.say(`MAIL FROM:<${addressOf(mail.from)}>`, 250);
    await addressAll(smtp, mail.to);
    await smtp.say('DATA', 354);
    await smtp.say(`${mailMessage(mail, alert, eventId)}\r\n.`, 250, 'the message');
  } finally {
    clearTimeout(late);
    smtp.end('is not needed any more');
    first.end('is not needed any more');
  }
}

/** One wrong address does not keep the mail from the others. */
async function addressAll(smtp, recipients) {
  const refusals = [];
  for (const to of recipients) {
    await smtp.say(`RCPT TO:<${addressOf(to)}>`, 25).catch((error) => refusals.push(error));
  }
  if (refusals.length === recipients.length) throw refusals[0];
  for (const { message } of refusals) console.error(`${message}. The mail goes to the others.`);
}

/** A mail that could be read, or a password that could be heard, on its way is not sent. */
async function encrypted(smtp, able, host, hello) {
  if (!/^250[- ]STARTTLS/im.test(able)) throw new Error('The mail server offers no encryption (STARTTLS)');
  const next = await smtp.startTls(host);
  await next.say(hello, 250);
  return next;
}

function credentials({ username, password }) {
  return Buffer.from(`\0${decodeURIComponent(username)}\0${decodeURIComponent(password)}`).toString('base64');
}

/** Of `Name <address>` or an address. */
const addressOf = (text) => /<([^<>\s]+)>\s*$/.exec(text)?.[1] ?? text.replace(/[\s<>]/g, '');
