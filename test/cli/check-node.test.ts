import { expect, it } from '@jest/globals';
import { checkNode } from '../../src/cli/doctor/check-node.js';

it.each([
  ['18.20.4', 'fault'],
  ['20.18.1', 'fault'],
  ['20.19.0', 'ok'],
  ['22.1.0', 'ok'],
  ['24.0.0', 'ok'],
])('doctor finds Node.js %s: %s', (version, state) => {
  expect(checkNode(version).state).toBe(state);
});
