/** What Kubernetes sets in every pod for each Service of its namespace: `<SERVICE>_PORT=tcp://…` and its relatives. */
const OF_A_SERVICE = /_SERVICE_HOST$|_SERVICE_PORT(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const ADDRESS_OF_A_SERVICE = /^(tcp|udp|sctp):\/\//;

/** The variables that somebody has set: an empty one counts as absent, and so does what Kubernetes sets for a Service. */
export function givenVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) =>
      value.trim() === '' || isOfService(name, value) ? [] : [[name, value]],
    ),
  );
}

function isOfService(name: string, value: string): boolean {
  return OF_A_SERVICE.test(name) || (name.endsWith('_PORT') && ADDRESS_OF_A_SERVICE.test(value));
}
