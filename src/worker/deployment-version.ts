import { givenVariables } from '../config.js';

export interface DeploymentVersion {
  deploymentName: string;
  buildId: string;
}

/**
 * The version that Temporal's worker controller gives a worker by `TEMPORAL_DEPLOYMENT_NAME` and
 * `TEMPORAL_WORKER_BUILD_ID`; undefined where neither is set. Throws where only one of them is.
 */
export function deploymentVersion(env: NodeJS.ProcessEnv): DeploymentVersion | undefined {
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = givenVariables(env);
  if (!deploymentName && !buildId) return undefined;
  if (deploymentName && buildId) return { deploymentName, buildId };
  throw new Error('Set both TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID, or neither.');
}
