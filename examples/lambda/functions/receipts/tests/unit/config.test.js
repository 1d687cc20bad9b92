import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../src/config.js';

test('the configuration is taken from the environment', () => {
  assert.deepEqual(readConfig({}), { environment: 'development', width: 40, shop: 'The tea shop' });
  assert.deepEqual(readConfig({ ENVIRONMENT: 'staging', PAPER_WIDTH: '32', SHOP_NAME: 'Tea' }), {
    environment: 'staging',
    width: 32,
    shop: 'Tea',
  });
});

test('what is wrong with it is named all at once', () => {
  assert.throws(() => readConfig({ ENVIRONMENT: 'prod', PAPER_WIDTH: '12' }), {
    message:
      'ENVIRONMENT is "prod"; it takes development, staging, production. PAPER_WIDTH is "12"; it takes a whole number from 20 to 80.',
  });
});
