import { expect, test } from '@jest/globals';
import { extract } from './extract-openapi.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const reply = (schema: object) => ({ '200': { description: 'ok', content: { 'application/json': { schema } } } });
const full = {
  openapi: '3.0.3',
  info: { title: 'A', version: '1.2.3', license: { name: 'MIT' }, description: 'long' },
  paths: {
    '/a/{x}': {
      get: { summary: 'A', tags: ['a'], 'x-github': { enabled: true }, parameters: [], responses: reply(ref('a')) },
      delete: { responses: {} },
    },
    '/b': { get: { responses: reply(ref('b')) } },
  },
  components: {
    schemas: {
      a: {
        description: 'An a',
        example: 1,
        properties: { description: { type: 'string', description: 'the text' }, next: ref('c') },
      },
      b: { type: 'object' },
      c: { type: 'string', enum: ['description', 'summary'], nullable: true },
      'basic-error': { type: 'object' },
    },
  },
};

test('keeps the operation and all that it refers to, without prose; a property may be named like prose', () => {
  expect(extract(full, ['GET /a/{x}'])).toEqual({
    openapi: '3.0.3',
    info: { title: 'A', version: '1.2.3', license: { name: 'MIT' } },
    paths: {
      '/a/{x}': {
        get: { parameters: [], responses: { '200': { content: { 'application/json': { schema: ref('a') } } } } },
      },
    },
    components: {
      schemas: {
        a: { properties: { description: { type: 'string' }, next: ref('c') } },
        c: { type: 'string', enum: ['description', 'summary'], nullable: true },
        'basic-error': { type: 'object' },
      },
    },
  });
});

test.each([
  ['an operation that is not there', full, 'PUT /a/{x}', /no operation PUT/],
  ['a reference to nothing', { ...full, components: {} }, 'GET /b', /schemas\/b, which it does not hold/],
])('refuses %s', (_name, description, operation, message) => {
  expect(() => extract(description, [operation])).toThrow(message);
});
