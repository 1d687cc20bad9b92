import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');

describe('the archive of the image that needs no engine', () => {
  let folder;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'orders-image-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const build = (name) => {
    const env = {
      ...process.env,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'org/orders',
      GITHUB_REF_TYPE: 'branch',
    };
    const script = path.join(root, 'scripts/build-image.js');
    const said = execFileSync(process.execPath, [script, '--output', path.join(folder, name)], {
      encoding: 'utf8',
      env,
    });
    return { said, bytes: readFileSync(path.join(folder, name)) };
  };
  /** The one JSON of the archive that has a key. */
  const jsonWith = (bytes, key) =>
    JSON.parse(new RegExp(`\\{[^\\0]*"${key}"[^\\0]*\\}`).exec(bytes.toString('latin1'))[0]);

  test('has the same bytes each time, and says what it lacks', () => {
    const [first, second] = [build('1.tar'), build('2.tar')];
    assert.ok(first.bytes.equals(second.bytes));
    assert.match(first.said, /the base image is not in it/);
  });

  test('has the labels of its commit, and the settings of the Dockerfile', () => {
    const { config, created } = jsonWith(build('image.tar').bytes, 'rootfs');
    const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
    const revision = git('rev-parse', 'HEAD');
    assert.deepEqual(config.Labels, {
      'org.opencontainers.image.created': created,
      'org.opencontainers.image.revision': revision,
      'org.opencontainers.image.source': 'https://github.com/org/orders',
      'org.opencontainers.image.version': revision.slice(0, 12),
    });
    assert.equal(Date.parse(created), Number(git('log', '-1', '--format=%ct')) * 1000);

    const dockerfile = readFileSync(path.join(root, 'Dockerfile'), 'utf8').split('\nFROM ').at(-1);
    for (const line of [
      `CMD ${JSON.stringify(config.Cmd).replaceAll(',', ', ')}`,
      `ENV ${config.Env.join(' ')}`,
      `EXPOSE ${Object.keys(config.ExposedPorts)[0].replace('/tcp', '')}`,
      `STOPSIGNAL ${config.StopSignal}`,
      `USER ${config.User}`,
      `VOLUME ${Object.keys(config.Volumes)[0]}`,
      `WORKDIR ${config.WorkingDir}`,
    ]) {
      assert.ok(dockerfile.includes(`\n${line}\n`), line);
    }
  });
});
