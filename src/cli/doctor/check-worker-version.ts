import { isGrpcServiceError, type Client } from '@temporalio/client';
import { deploymentVersion } from '../../worker/deployment-version.js';
import { fault, ok, unknown, type Finding } from './check.js';

const WHAT = 'worker version';
const NOT_FOUND: number[] = [5];
/** gRPC: permission denied, unimplemented. */
const NOT_FOR_US = [7, 12];

/** Where workers are versioned: whether this build is the one that orders go to. Until one is current they wait. */
export async function checkWorkerVersion(client: Client, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const version = deploymentVersion(env);
  if (!version) return [];
  const { deploymentName, buildId } = version;
  const described = await client.workflowService
    .describeWorkerDeployment({ namespace: client.options.namespace, deploymentName })
    .catch((error: unknown) => {
      if (isGrpcServiceError(error) && [...NOT_FOUND, ...NOT_FOR_US].includes(error.code)) return error;
      throw error;
    });
  if (described instanceof Error)
    return NOT_FOUND.includes(described.code)
      ? [fault(WHAT, `Temporal knows no workers of ${deploymentName}: start one, then make its build current.`)]
      : [unknown(WHAT, 'Temporal does not tell it.')];
  const { currentDeploymentVersion: current, rampingDeploymentVersion: ramping } =
    described.workerDeploymentInfo?.routingConfig ?? {};
  if (current?.buildId === buildId) return [ok(WHAT, buildId)];
  if (ramping?.buildId === buildId)
    return [ok(WHAT, `${buildId} is being ramped up beside ${current?.buildId ?? 'none'}`)];
  const which = current?.buildId ? `${current.buildId} is current` : 'none is current, so orders wait';
  const remedy =
    `temporal worker deployment set-current-version --namespace ${client.options.namespace} ` +
    `--deployment-name ${deploymentName} --build-id ${buildId}`;
  return [fault(WHAT, `Of ${deploymentName} ${which}, and not ${buildId}: run "${remedy}".`)];
}
