import { expect, test } from '@jest/globals';
import fc from 'fast-check';

test('the property tests run from a fixed seed, unless somebody asks for another', () => {
  const asked = process.env.FC_SEED;
  const expected = asked === 'random' ? undefined : Number(asked ?? '20261120');
  expect(fc.readConfigureGlobal().seed).toBe(expected);
});
