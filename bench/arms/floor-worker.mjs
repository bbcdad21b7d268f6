// The floor's worker: default options. With LOOK=1 it looks into the list of orders before it pays.
import { NativeConnection, Worker } from '@temporalio/worker';
import { post } from '../harness/post.mjs';

const { TEMPORAL_ADDRESS: address, CALLBACK_BASE_URL: callbacks, LOOK, FLOOR_BUNDLE } = process.env;

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
