import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfig } from '../../src/config.js';

describe('the configuration', () => {
  test('has a default for everything', () => {
    assert.deepEqual(readConfig({}), {
      environment: 'development',
      host: '0.0.0.0',
      port: 8080,
      dataFolder: 'data',
      stopWithin: 10_000,
    });
  });

  test('is taken from the environment', () => {
    const { environment, port, dataFolder } = readConfig({ ENVIRONMENT: 'staging', PORT: '80', DATA_FOLDER: '/x' });
    assert.deepEqual([environment, port, dataFolder], ['staging', 80, '/x']);
  });

  test('that is wrong is refused as a whole', () => {
    assert.throws(() => readConfig({ ENVIRONMENT: 'prod', PORT: '8o', STOP_WITHIN_MS: '-1' }), {
      message:
        'ENVIRONMENT is "prod"; it takes development, staging, production. ' +
        'PORT is "8o"; it takes a whole number from 0 to 65535. ' +
        'STOP_WITHIN_MS is "-1"; it takes a whole number from 0 to 300000.',
    });
  });
});
