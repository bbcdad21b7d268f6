import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { alertOf, isQuiet, toldHolds } from './alert.mjs';
import { readConfig } from './config.mjs';
import { forward } from './forward.mjs';
import { sendChat } from './send-chat.mjs';
import { sendMail } from './send-mail.mjs';
import { eventVerifier } from './verify-event.mjs';

// A receiver of events that tells people of orders that need them, by e-mail and by a chat message; see README.md. It
// answers 2xx once every channel has taken the alert; until then printess-production delivers the event again, for three days.

const BODY_LIMIT = 1_000_000;
const REMEMBERED = 10_000;

const config = readConfig(process.env);
const verified = eventVerifier(config.secret);

/** What was done of an event, by its webhook-id: so that a dead chat does not send the mail again and again. In memory. */
const done = new Map();
/** Deliveries of the same event share one try. */
const trying = new Map();
/** When a shop's hold was last told, by shop and reason. */
const holds = new Map();

/** What is to be done of an event, by name. */
function channelsOf(event, delivery) {
  const isAlert = event.type === 'order.attention' && !isQuiet(event, holds, Date.now());
  const alert = isAlert ? alertOf(event) : undefined;
  return {
    ...(config.forwardUrl && { forward: () => forward(config.forwardUrl, delivery) }),
    ...(alert && config.mail && { mail: () => sendMail(config.mail, alert, delivery.id) }),
    ...(alert && config.chat && { chat: () => sendChat(config.chat, alert) }),
  };
}

/** Whether every channel has taken the event, now or at an earlier delivery of it. */
async function tell(event, delivery) {
  const told = done.get(delivery.id) ?? new Set();
  done.set(delivery.id, told);
  if (done.size > REMEMBERED) done.delete(done.keys().next().value);
  const about = `${event.type} of order ${event.data.order.orderId}`;
  const open = Object.entries(channelsOf(event, delivery)).filter(([name]) => !told.has(name));
  const ends = await Promise.all(
    open.map(async ([name, send]) => {
      try {
        await send();
        told.add(name);
        console.error(`${about}: ${name} done`);
        return true;
      } catch (error) {
        console.error(`${about}: ${name} failed, and is tried again when the event comes again: ${error.message}`);
        return false;
      }
    }),
  );
  if (ends.includes(false)) return false;
  if (told.has('mail') || told.has('chat')) toldHolds(event, holds, Date.now());
  return true;
}

/** The body as it came, since the signature is over its bytes; undefined where it is too large. */
async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks).toString() : undefined;
}

async function answer(request) {
  if (request.method !== 'POST' || request.url !== '/events') return 404;
  const body = await read(request);
  if (body === undefined) return 413;
  const event = verified(request.headers, body);
  if (!event) return 400;
  const delivery = { id: request.headers['webhook-id'], headers: request.headers, body };
  const attempt = trying.get(delivery.id) ?? tell(event, delivery).finally(() => trying.delete(delivery.id));
  trying.set(delivery.id, attempt);
  return (await attempt) ? 204 : 502;
}

const server = createServer((request, response) => {
  answer(request)
    .catch((error) => {
      console.error(error);
      return 500;
    })
    .then((status) => response.writeHead(status).end());
});
server.listen(config.port, config.host, () => console.error(`Alerts: events on port ${config.port}, path /events`));
