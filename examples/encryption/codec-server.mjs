// The codec server of the Temporal Web UI: shows operators what is encrypted. Whoever asks proves by the access token of the
// Web UI's own login who they are; nobody else is answered.
import proto from '@temporalio/proto';
import express from 'express';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { codec } from './data-converter.mjs';

const { Payload } = proto.temporal.api.common.v1;
const { WEB_UI_ORIGIN, OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL, PORT = '8234', HOST = '127.0.0.1' } = process.env;
for (const [name, value] of Object.entries({ WEB_UI_ORIGIN, OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL }))
  if (!value) throw new Error(`${name} is missing: without it anybody could read every order.`);

const keys = createRemoteJWKSet(new URL(OIDC_JWKS_URL));
const app = express();

app.use((request, response, next) => {
  response.set({
    'access-control-allow-origin': WEB_UI_ORIGIN,
    'access-control-allow-headers': 'authorization, content-type, x-namespace',
    'access-control-allow-methods': 'POST',
    vary: 'Origin',
  });
  if (request.method === 'OPTIONS') return response.sendStatus(204);
  next();
});

app.use(async (request, response, next) => {
  const [, token = ''] = /^Bearer (.+)$/.exec(request.get('authorization') ?? '') ?? [];
  const who = await jwtVerify(token, keys, { issuer: OIDC_ISSUER, audience: OIDC_AUDIENCE }).catch(() => undefined);
  if (!who) return response.sendStatus(401);
  next();
});

app.post(['/decode', '/encode'], express.json({ limit: '8mb' }), async (request, response) => {
  const payloads = (request.body.payloads ?? []).map((payload) => Payload.fromObject(payload));
  const answer = request.path === '/decode' ? await codec.decode(payloads) : await codec.encode(payloads);
  response.json({
    payloads: answer.map((payload) => Payload.toObject(Payload.fromObject(payload), { bytes: String })),
  });
});

const server = app.listen(Number(PORT), HOST, () => {
  console.error(`Codec server on port ${server.address().port}`);
});
