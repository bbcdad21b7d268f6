// A stand-in of Printess that costs as little as possible, over TLS and plain HTTP: a process of its own. It counts what
// it is asked, and posts each job's callback after a while. Controlled by IPC.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [, , keyFile, certFile] = process.argv;
const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
const settings = { callbacks: true, delayMs: 20 };
let counts = {};
let rows = new Map();
let parked = [];
let statuses = [];
let jobs = 0;

const result = (jobId) => ({
  r: { cover: `https://files.printess.com/output/${jobId}-cover.pdf` },
  d: { cover: 'cover.pdf' },
  p: null,
  pages: { cover: 1 },
  oi: { hasInvalidGlyph: false },
  meta: null,
  zip: null,
});
const reportOf = (jobId, orderId) =>
  JSON.stringify({
    jobId,
    orderId: `record-${jobId}`,
    userId: 'bench',
    templateName: 'poster',
    externalOrderId: orderId,
    meta: '',
    result: result(jobId),
    isFailure: false,
    failureDetails: null,
  });

const ANSWERS = {
  '/production/produce'(body) {
    const jobId = `job-${++jobs}`;
    const { externalOrderId: orderId, callbackUrl, orderMetaData: metaData, origin } = body;
    const row = {
      id: `record-${jobId}`,
      jobId,
      externalOrderId: orderId,
      origin,
      metaData,
      createdOn: new Date().toISOString(),
    };
    rows.get(orderId)?.push(row) ?? rows.set(orderId, [row]);
    if (callbackUrl) {
      const callback = { url: callbackUrl, body: reportOf(jobId, orderId) };
      if (settings.callbacks) setTimeout(() => deliver(callback), settings.delayMs);
      else parked.push(callback);
    }
    return { jobId, orderId: row.id };
  },
  '/orders/list'({ externalOrderId, skip = 0, take = 100 }) {
    const orders = (rows.get(externalOrderId) ?? []).slice(skip, skip + take);
    return { orders, users: [], count: orders.length };
  },
  '/production/status/get'({ jobId }) {
    statuses.push(Date.now());
    const now = new Date().toISOString();
    const isFinalStatus = !(settings.slowJobs > 0 && (counts[jobId] = (counts[jobId] ?? 0) + 1) < settings.slowJobs);
    return {
      jobId,
      isFinalStatus,
      isSuccess: isFinalStatus,
      enqueuedOn: now,
      processingOn: now,
      finishedOn: isFinalStatus ? now : null,
      failedOn: null,
      errorDetails: null,
      templateName: 'poster',
      result: isFinalStatus ? result(jobId) : null,
    };
  },
  '/template/exists': () => true,
  '/template/formFields/list': () => ({ formFields: [], documentFormFields: [] }),
};

/** Again a second later where it is not taken, as Printess does: one that is lost would keep an arm waiting for ever. */
function deliver({ url, body }) {
  const again = (what) => {
    count(what);
    setTimeout(() => deliver({ url, body }), 1_000);
  };
  const request = http.request(url, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  });
  request.on('response', (response) => {
    response.resume();
    if (response.statusCode >= 300) again(`callback ${response.statusCode}`);
  });
  request.on('error', () => again('callback failed'));
  request.end(body);
}

const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);

function serve(request, response) {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    count(request.url);
    const answer = ANSWERS[request.url];
    const body = JSON.stringify(answer ? answer(JSON.parse(text || '{}')) : {});
    response.writeHead(answer ? 200 : 404, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
}

const COMMANDS = {
  set: (given) => void Object.assign(settings, given),
  counts: () => counts,
  statuses: () => statuses,
  /** The callbacks that were not posted. */
  parked: () => parked,
  parkedCount: () => parked.length,
  reset: () => void ((counts = {}), (rows = new Map()), (parked = []), (statuses = [])),
};
process.on('message', ({ id, command, given }) => process.send({ id, answer: COMMANDS[command](given) }));
process.on('disconnect', () => process.exit());

const listening = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const secure = https.createServer(
  { key: readFileSync(keyFile), cert: readFileSync(certFile), keepAliveTimeout: 60_000 },
  serve,
);
const plain = http.createServer({ keepAliveTimeout: 60_000 }, serve);
process.send({ ready: { https: await listening(secure), http: await listening(plain) } });
