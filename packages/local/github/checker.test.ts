import { describe, expect, test } from '@jest/globals';
import { checkReply, checkRequest } from './checker.ts';
import { described, describe as describeOperation, description, match } from './description.ts';
import { operations } from './operations.ts';
import { toJsonSchema } from './schemas.ts';

const deployments = '/repos/{owner}/{repo}/deployments' as const;
const statuses = `${deployments}/{deployment_id}/statuses` as const;

describe('the subset of the description', () => {
  test('holds exactly the operations that are carried out', () => {
    expect([...described].sort()).toEqual(Object.keys(operations).sort());
    expect(description.info.version).toBe('23.0.2');
  });

  test.each(described)('every schema of %s can be compiled', (operation) => {
    for (const status of describeOperation(operation).replies.keys()) {
      expect(checkReply(operation, status, Symbol('no JSON'))).not.toEqual([]);
    }
    expect(checkRequest(operation, new URLSearchParams('nobody_knows=1'), undefined)).not.toEqual([]);
  });
});

describe('a path', () => {
  test.each([
    ['GET', '/repos/o/r', 'GET /repos/{owner}/{repo}', { owner: 'o', repo: 'r' }],
    [
      'GET',
      '/repos/o/r/compare/feat/a...feat/b',
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      { basehead: 'feat/a...feat/b' },
    ],
    [
      'GET',
      '/repos/o/r/environments/eu%2Fprod',
      'GET /repos/{owner}/{repo}/environments/{environment_name}',
      { environment_name: 'eu/prod' },
    ],
    ['POST', '/repos/o/r/deployments/7/statuses', `POST ${statuses}`, { deployment_id: '7' }],
  ])('%s %s means %s', (method, path, operation, params) => {
    expect(match(method, path)).toMatchObject({ operation, params });
  });

  test.each([
    ['GET', '/repos/o'],
    ['GET', '/repos/o/r/environments/eu/prod'],
    ['DELETE', '/repos/o/r'],
    ['GET', '/repos/o/r/environments/%zz'],
  ])('%s %s means nothing', (method, path) => {
    expect(match(method, path)).toBeUndefined();
  });
});

describe('a request', () => {
  test.each([
    ['a body that is right', `POST ${deployments}`, '', { ref: 'main', payload: { a: 1 }, required_contexts: [] }, []],
    ['a null where null is allowed', `POST ${deployments}`, '', { ref: 'main', description: null }, []],
    ['a query that is right', `GET ${deployments}`, 'per_page=100&page=2&task=deploy', undefined, []],
    ['a missing property', `POST ${deployments}`, '', {}, [/required property 'ref'/]],
    ['a missing body', `POST ${deployments}`, '', undefined, [/required property 'ref'/]],
    ['a misspelt property', `POST ${deployments}`, '', { ref: 'main', enviroment: 'x' }, [/additional.*'enviroment'/]],
    ['an unknown state', `POST ${statuses}`, '', { state: 'done' }, [/state must be equal to one of/]],
    ['a wrong type', `POST ${deployments}`, '', { ref: 'main', auto_merge: 'no' }, [/auto_merge must be boolean/]],
    ['a misspelt query parameter', `GET ${deployments}`, 'enviroment=x', undefined, [/additional.*'enviroment'/]],
    [
      'a query parameter of the wrong type',
      `GET ${deployments}`,
      'per_page=all',
      undefined,
      [/per_page must be integer/],
    ],
    ['a body where none belongs', `GET ${deployments}`, '', { ref: 'main' }, [/takes no body/]],
  ] as const)('%s', (_name, operation, query, body, wrong) => {
    const found = checkRequest(operation, new URLSearchParams(query), body);
    expect(found).toHaveLength(wrong.length);
    wrong.forEach((pattern, i) => {
      expect(found[i]).toMatch(pattern);
    });
  });
});

describe('a reply', () => {
  test.each([
    ['too bare', `POST ${deployments}`, 201, { id: 1, sha: 'a' }, /required property 'node_id'/],
    ['with a misspelt property', 'GET /repos/{owner}/{repo}/environments', 200, { environmets: [] }, /'environmets'/],
    ['with a status that is not documented', `GET ${deployments}`, 201, [], /does not document the status 201/],
    ['with a body where none is documented', `POST ${deployments}`, 301, {}, /does not document/],
  ] as const)('%s', (_name, operation, status, body, wrong) => {
    expect(checkReply(operation, status, body).join('\n')).toMatch(wrong);
  });

  test('an error that any operation may give passes', () => {
    expect(checkReply(`GET ${deployments}`, 404, { message: 'Not Found', status: '404' })).toEqual([]);
  });
});

test('a URI whose default is empty may be empty, another not', () => {
  const schema = { type: 'string', format: 'uri' };
  expect(toJsonSchema({ ...schema, default: '' })).toEqual({ anyOf: [{ ...schema, default: '' }, { const: '' }] });
  expect(toJsonSchema(schema)).toEqual(schema);
});
