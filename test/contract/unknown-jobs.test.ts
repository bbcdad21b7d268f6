import { describe, expect, it } from '@jest/globals';
import { unknownJobs } from '../../src/contract/unknown-jobs.js';
import { rowOf } from '../support/item-run-of.js';

describe('the rows that an order does not know', () => {
  const first = rowOf('J1');
  const second = rowOf('J2', { generation: 2, match: 'other' });

  it.each([
    ['are all of them, where it knows nothing', { jobIds: [], generations: [] }, [first, second]],
    ['are not those of its jobs', { jobIds: ['J2'], generations: [] }, [first]],
    [
      'are not those of generations that are accounted for, whatever their jobs',
      { jobIds: [], generations: [1] },
      [second],
    ],
    ['are none where it knows each by its job or its generation', { jobIds: ['J2'], generations: [1] }, []],
  ])('%s', (_label, known, expected) => {
    expect(unknownJobs([first, second], known)).toEqual(expected);
  });
});
