// Encrypts what Temporal keeps of orders (AES-256-GCM): give this file as DATA_CONVERTER_MODULE to worker, server and command
// line, and `dataConverter` to each Temporal client of your own. The key has to be the same everywhere.
import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import proto from '@temporalio/proto';

const { Payload } = proto.temporal.api.common.v1;
const ENCODING = 'binary/encrypted';
const [NONCE, TAG] = [12, 16];

/** 32 bytes in base64, as `openssl rand -base64 32` makes them. */
const key = Buffer.from(readFileSync(process.env.ENCRYPTION_KEY_FILE ?? 'encryption-key', 'utf8'), 'base64');
if (key.length !== 32) throw new Error('ENCRYPTION_KEY_FILE holds no key of 32 bytes in base64.');

/** @type {import('@temporalio/common').PayloadCodec} */
export const codec = {
  async encode(payloads) {
    return payloads.map((payload) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = [cipher.update(Payload.encode(payload).finish()), cipher.final()];
      const data = Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]);
      return { metadata: { encoding: Buffer.from(ENCODING) }, data };
    });
  },
  // What was written before there was a key stays readable.
  async decode(payloads) {
    return payloads.map((payload) => {
      if (Buffer.from(payload.metadata?.encoding ?? []).toString() !== ENCODING) return payload;
      const data = Buffer.from(payload.data);
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, NONCE));
      decipher.setAuthTag(data.subarray(-TAG));
      return Payload.decode(Buffer.concat([decipher.update(data.subarray(NONCE, -TAG)), decipher.final()]));
    });
  },
};

export const dataConverter = { payloadCodecs: [codec] };
