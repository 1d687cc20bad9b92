import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silent } from '@ci-actions/log/log';
import { openImage } from '@ci-actions/oci/archive/open-image';
import { dockerSaveFiles, makeImage, tarOf, writeTar } from '@ci-actions/oci/archive/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildImage } from './build-image.ts';
import { engineSocket } from './engine-socket.ts';
import { answers, fakeEngines, imageId } from './testing.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(path.join(tmpdir(), 'engine-socket-'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

test.each<[string, string | undefined, Record<string, string>, object]>([
  ['nothing set', '/var/run/docker.sock', {}, {}],
  ['a socket', '/run/user/1000/docker.sock', { DOCKER_HOST: 'unix:///run/user/1000/docker.sock' }, {}],
  ['a host', undefined, { DOCKER_HOST: 'tcp://127.0.0.1:2375' }, {}],
  ['ssh', undefined, { DOCKER_HOST: 'ssh://user@host' }, {}],
  ['TLS', undefined, { DOCKER_TLS_VERIFY: '1' }, {}],
  ['a context', undefined, { DOCKER_CONTEXT: 'other' }, {}],
  ['a context in the configuration', undefined, {}, { currentContext: 'rootless' }],
  ['the default one in it', '/var/run/docker.sock', {}, { currentContext: 'default', auths: {} }],
  ['headers in it', undefined, {}, { HttpHeaders: { 'x-tenant': 'a' } }],
])('where the engine is, with %s', async (_, socket, env, config) => {
  const folder = path.join(top, '.docker');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config, undefined, '\t'));
  expect(await engineSocket({ HOME: top, ...env })).toBe(socket);
  expect(await engineSocket({ HOME: '/nowhere', DOCKER_CONFIG: folder, ...env })).toBe(socket);
});

/** An engine that has one image, and `docker` that would save it too. */
async function build(answer: (request: http.IncomingMessage, response: http.ServerResponse, tar: Buffer) => void) {
  const image = await makeImage({ layers: [{ a: 'a'.repeat(500_000) }] });
  const tar = await tarOf(dockerSaveFiles(image));
  const archive = path.join(top, 'saved.tar');
  await writeTar(archive, dockerSaveFiles(image));
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/_ping') response.writeHead(200, { 'api-version': '1.41' }).end('OK');
    else answer(request, response, tar);
  });
  const socket = path.join(top, 'd.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const workspace = path.join(top, 'workspace');
  mkdirSync(workspace);
  writeFileSync(path.join(workspace, 'Dockerfile'), 'FROM scratch\n');
  const fakes = fakeEngines(top, archive, {
    docker: [
      { when: ['version'], stdout: answers.version('20.10.24') },
      { when: ['build'], leaves: true },
      { when: ['image', 'save'], leaves: true },
    ],
  });
  try {
    const built = await buildImage({
      inputs: {},
      workspace,
      temp: top,
      env: { ...fakes.env, DOCKER_HOST: `unix://${socket}` },
      log: silent,
      mask() {},
    });
    const opened = await openImage(built.archive, 'image', { temporary: top, ...built });
    await opened.close();
    await built.remove();
    expect(existsSync(built.archive)).toBe(false);
    const classic = await openImage(archive, 'image', { temporary: top });
    await classic.close();
    expect(opened.root).toEqual(classic.root);
    return { asked, programs: fakes.starts().map(({ args }) => args[0] ?? ''), ahead: built.ahead?.size };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('an image is taken from the socket of the engine, and no program is started for it', async () => {
  const { asked, programs, ahead } = await build((_, response, tar) => response.end(tar));
  expect(asked).toEqual(['/_ping', `/v1.41/images/${encodeURIComponent(imageId)}/get`]);
  expect(programs).toEqual(['buildx', 'version', 'build']);
  expect(ahead).toBe(1);
});

test.each<[string, Parameters<typeof build>[0]]>([
  ['says no', (_, response) => response.writeHead(404).end('{"message":"No such image"}')],
  ['breaks off', (_, response, tar) => response.write(tar.subarray(0, 100_000), () => response.destroy())],
  ['gives something else', (_, response) => response.end('<html>')],
])('`docker` saves it where the socket %s', async (_, answer) => {
  const { programs, ahead } = await build(answer);
  expect(programs).toEqual(['buildx', 'version', 'build', 'image']);
  expect(ahead).toBeUndefined();
});
