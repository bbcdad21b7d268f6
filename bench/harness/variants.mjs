const partitions = (count) => ({
  flags: ['Read', 'Write'].flatMap((kind) => [
    '--dynamic-config-value',
    `matching.numTaskqueue${kind}Partitions=${count}`,
  ]),
});

/** What the defaults were chosen among: each changes one thing of the first. `parked`: its memory is measured too. */
export const VARIANTS = [
  { name: 'as it is', parked: true },
  { name: 'WORKER_CACHED_ORDERS=50', env: { WORKER_CACHED_ORDERS: '50' }, parked: true },
  { name: 'WORKER_CACHED_ORDERS=1000', env: { WORKER_CACHED_ORDERS: '1000' }, parked: true },
  { name: 'WORKER_ORDER_SLOTS=120', env: { WORKER_ORDER_SLOTS: '120' } },
  { name: 'WORKER_ORDER_POLLERS=5', env: { WORKER_ORDER_POLLERS: '5' } },
  { name: 'WORKER_ORDER_POLLERS=30', env: { WORKER_ORDER_POLLERS: '30' } },
  { name: 'WORKER_PRODUCE_SLOTS=400', env: { WORKER_PRODUCE_SLOTS: '400' } },
  { name: 'WORKER_PRODUCE_POLLERS=20', env: { WORKER_PRODUCE_POLLERS: '20' } },
  { name: 'DEV_PARTITIONS=4', ...partitions(4) },
];
