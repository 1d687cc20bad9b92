import { expect, test } from '@jest/globals';
import { unusedProxy } from './unused-proxy.ts';

const proxy = 'http://user:secret@proxy.example:3128';

test.each([
  ['20.20.2', { HTTPS_PROXY: proxy }, /^HTTPS_PROXY is set, but Node 20\.20\.2 cannot use a proxy/],
  ['20.20.2', { https_proxy: proxy }, /^https_proxy is set/],
  ['22.20.0', { HTTPS_PROXY: proxy }, /^HTTPS_PROXY is set/],
  ['24.4.1', { HTTPS_PROXY: proxy }, /^HTTPS_PROXY is set/],
])('Node %s with %j: said, without the password', (node, env, sentence) => {
  expect(unusedProxy(env, node)).toMatch(sentence);
  expect(unusedProxy(env, node)).not.toContain('secret');
});

test.each([
  ['20.20.2', {}],
  ['20.20.2', { HTTPS_PROXY: '' }],
  ['22.21.0', { HTTPS_PROXY: proxy }],
  ['24.5.0', { HTTPS_PROXY: proxy }],
  ['26.0.0', { HTTPS_PROXY: proxy }],
])('Node %s with %j: nothing to say', (node, env) => {
  expect(unusedProxy(env, node)).toBeUndefined();
});
