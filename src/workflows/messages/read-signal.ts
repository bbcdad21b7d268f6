import { defaultPayloadConverter, type RawValue } from '@temporalio/common';

/**
 * A signal's input; undefined where there is none. Throws where it cannot be read: the SDK, left to read it, would fail the
 * workflow task again and again, and so the order, for what anybody has sent.
 */
export function readSignal(raw: RawValue | undefined): unknown {
  return raw && defaultPayloadConverter.fromPayload(raw.payload);
}
