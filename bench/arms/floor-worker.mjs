// The floor's worker: default options. With LOOK=1 it looks into the list of orders before it pays.
import { NativeConnection, Worker } from '@temporalio/worker';

const {
  TEMPORAL_ADDRESS: address,
  PRINTESS_API_URL: api,
  CALLBACK_BASE_URL: callbacks,
  LOOK,
  FLOOR_BUNDLE,
} = process.env;

async function post(path, body) {
  const response = await fetch(api + path, {
    method: 'POST',
    headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

const activities = {
  async produce({ orderId, item }) {
    if (LOOK) {
      const { orders } = await post('/orders/list', { externalOrderId: orderId, take: 100, skip: 0 });
      if (orders.length > 0) return { jobId: orders[0].jobId };
    }
    return post('/production/produce', {
      ...item,
      origin: 'bench',
      externalOrderId: orderId,
      orderMetaData: orderId,
      callbackUrl: `${callbacks}/callback/${orderId}`,
    });
  },
  checkStatus: (jobId) => post('/production/status/get', { jobId }),
};

const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'floor',
  workflowBundle: { codePath: FLOOR_BUNDLE },
  activities,
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
process.stderr.write('Worker runs\n');
await worker.run();
