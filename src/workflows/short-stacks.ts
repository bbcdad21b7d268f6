/**
 * Loaded before the workflows, by whatever bundles them for a worker of ours alone. The SDK has each promise of a workflow
 * remember its stack, which the Web UI's Call Stack shows; each frame costs. Five of them: the two of the hook that
 * takes it, and the three innermost of ours. Errors of the workflow code have five too. See docs/decisions/0019.
 */
Error.stackTraceLimit = 5;
