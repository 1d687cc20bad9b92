import { expect, test } from '@jest/globals';
import { checks } from './checks.ts';
import { realServers } from './real-servers.ts';

test('the probe has its 28 rows, each once', () => {
  expect(checks.map(({ row }) => row)).toEqual(Array.from({ length: 28 }, (_, i) => i + 1));
});

test('a server that nobody started has no address, and says how it would get one', () => {
  for (const { server, missing } of realServers({})) {
    expect(server).toBeUndefined();
    expect(missing).toMatch(/^because CI_ACTIONS_(MOTO|RGW)_URL names none/);
  }
});

test('deviations are asserted of the version that they were measured with, and of no other', () => {
  const env = { CI_ACTIONS_RGW_URL: 'http://127.0.0.1:1', CI_ACTIONS_RGW_SECRET_ACCESS_KEY: 'secret' };
  const [, measured] = realServers({ ...env, CI_ACTIONS_RGW_VERSION: '16.2.15' });
  expect(measured).toMatchObject({ title: 'Ceph RGW 16.2.15', known: true, server: { secretAccessKey: 'secret' } });
  const [, newer] = realServers({ ...env, CI_ACTIONS_RGW_VERSION: '20.2.4' });
  expect(newer).toMatchObject({ title: 'Ceph RGW 20.2.4', known: false });
  expect(realServers(env)[1]?.known).toBe(false);
});
