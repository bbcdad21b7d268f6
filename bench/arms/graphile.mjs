// graphile-worker on PostgreSQL: a table of orders, a job that orders, one statement for the callback, a delayed job for
// the status check where none comes.
import { Logger, run } from 'graphile-worker';
import pg from 'pg';
import { checkStatus, listen, produce } from '../harness/app.mjs';

const WAIT_SECONDS = Number(process.env.WAIT_SECONDS ?? 600);

export async function open() {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
  const waiting = new Map();
  await pool.query(`create table if not exists orders (id text primary key, job_id text, outcome jsonb)`);
  const close = (orderId, outcome) =>
    pool.query('update orders set outcome = $2 where id = $1 and outcome is null', [orderId, outcome]);

  const runner = await run({
    pgPool: pool,
    concurrency: 50,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: {
      async produce({ orderId }, { query, addJob }) {
        const { jobId } = await produce(orderId);
        await query('update orders set job_id = $2 where id = $1', [orderId, jobId]);
        await addJob(
          'status',
          { orderId, jobId },
          { jobKey: `status-${orderId}`, runAt: new Date(Date.now() + WAIT_SECONDS * 1_000) },
        );
      },
      async status({ orderId, jobId }) {
        await close(orderId, await checkStatus(jobId));
        waiting.get(orderId)?.();
      },
    },
  });
  await listen(async (orderId, body) => {
    await pool.query(
      `with closed as (update orders set outcome = $2 where id = $1 and outcome is null returning id)
       select graphile_worker.remove_job('status-' || id) from closed`,
      [orderId, body],
    );
    waiting.get(orderId)?.();
  });
  process.on('disconnect', () => void runner.stop());
  return {
    async start(orderId) {
      await pool.query(
        `with placed as (insert into orders (id) values ($1) on conflict do nothing returning id)
         select graphile_worker.add_job('produce', json_build_object('orderId', id)) from placed`,
        [orderId],
      );
    },
    // In one process the end of an order is heard, not asked for.
    result: (orderId) =>
      new Promise((resolve, reject) => {
        const over = () => (waiting.delete(orderId), resolve());
        waiting.set(orderId, over);
        pool.query('select 1 from orders where id = $1 and outcome is not null', [orderId]).then(({ rowCount }) => {
          if (rowCount) over();
        }, reject);
      }),
    openCount: async () =>
      Number((await pool.query('select count(*) from orders where outcome is null')).rows[0].count),
  };
}
