import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePlace, type Place } from './test-tools.ts';

let place: Place;

beforeEach(async () => {
  place = await makePlace();
});
afterEach(async () => {
  await place.close();
  expect(place.github.violations).toEqual([]);
});

describe('a version', () => {
  test('the first is the initial one: an annotated tag, a release, and every output', async () => {
    const head = place.commit('feat: begin (#1)', { 'a.py': 'a = 1\n' });
    const { outputs, error, markdown } = await place.step();
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({
      published: 'true',
      reason: 'published',
      version: '0.1.0',
      tag: 'v0.1.0',
      'previous-tag': '',
      bump: 'minor',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      'release-url': expect.stringMatching(/\/org\/orders\/releases\/tag\/v0\.1\.0$/),
      'dev-version': `0.1.0.dev1+g${head.slice(0, 7)}`,
      notes: expect.stringContaining('begin'),
    });
    expect(place.remote('refs/tags/v0.1.0')).toBe(head);
    place.git('fetch', '--quiet', '--tags');
    expect(place.git('cat-file', '-t', 'v0.1.0')).toBe('tag');
    expect(place.github.releases()).toMatchObject([{ tag: 'v0.1.0', draft: false, prerelease: false }]);
    expect(markdown).toContain('begin');
  });

  test('the next one comes of the commits since the last, in a checkout of one commit', async () => {
    place.commit('feat: begin');
    place.tag('v1.2.0');
    for (const [number, subject] of ['fix: mend', 'docs: explain', 'feat: more', 'chore: tidy'].entries()) {
      place.commit(`${subject} (#${number})`);
    }
    const { outputs } = await place.step();
    expect(outputs).toMatchObject({ version: '1.3.0', bump: 'minor', 'previous-tag': 'v1.2.0', reason: 'published' });
    expect(outputs.notes).toMatch(/more[\s\S]*mend/);
    expect(outputs.notes).not.toContain('begin');
  });

  test('a commit gets one only: a second run makes nothing, and fills every output', async () => {
    place.commit('feat: begin');
    const first = await place.step();
    const before = place.github.requests.length;
    const second = await place.step();
    expect(second.outputs).toEqual({
      ...first.outputs,
      published: 'false',
      reason: 'already-published',
      packages: expect.any(String),
      plan: expect.stringContaining('"total":0'),
    });
    const asked = place.github.requests.slice(before);
    expect(asked.filter(({ method, path }) => method === 'POST' && !path.includes('git-upload-pack'))).toEqual([]);
    expect((await place.step({ 'if-published': 'fail' })).error).toMatch(
      /^Commit [0-9a-f]{12} has the version 0\.1\.0 already/,
    );
  });

  test('nothing to release is said, with the verdict on each commit', async () => {
    place.commit('feat: begin');
    place.tag('v1.0.0');
    const head = place.commit('docs: explain');
    const { outputs, markdown, lines } = await place.step();
    expect(outputs).toMatchObject({
      published: 'false',
      reason: 'no-release-commits',
      bump: 'none',
      version: '1.0.0',
      tag: '',
      'previous-tag': 'v1.0.0',
      'dev-version': `1.0.1.dev1+g${head.slice(0, 7)}`,
    });
    expect(markdown).toContain('explain');
    expect(lines).toContain('Nothing to release for orders: no commit since v1.0.0 asks for it.');
    expect(place.github.releases()).toEqual([]);
  });

  test.each([
    [{ bump: 'major' }, '2.0.0'],
    [{ bump: 'patch' }, '1.0.1'],
    [{ 'pre-release': 'rc' }, '1.1.0-rc.1'],
    [{ types: 'docs: major' }, '2.0.0'],
  ])('with %j after 1.0.0 it is %s', async (inputs, version) => {
    place.commit('feat: begin');
    place.tag('v1.0.0');
    place.commit('feat: more');
    place.commit('docs: explain');
    expect((await place.step(inputs)).outputs.version).toBe(version);
  });

  test('a dry run plans from git alone, without a token, and writes nothing', async () => {
    place.commit('feat: begin');
    place.tag('v1.0.0');
    place.commit('feat!: break it');
    const { outputs, error } = await place.step({ 'dry-run': 'true' }, { anonymous: true });
    expect(error).toBeUndefined();
    expect(outputs).toMatchObject({ published: 'false', reason: 'dry-run', version: '2.0.0', tag: 'v2.0.0' });
    expect(place.remote('refs/tags/v2.0.0')).toBe('');
    expect(place.github.requests).toEqual([]);
  });
});

describe('other runs', () => {
  test('a newer commit has its version: an older run finds itself superseded', async () => {
    place.commit('feat: begin');
    place.tag('v1.0.0');
    const older = place.commit('fix: mend');
    place.commit('feat: more');
    await place.step();
    const { outputs } = await place.step({}, { sha: older });
    expect(outputs).toMatchObject({ published: 'false', reason: 'superseded' });
    expect(place.remote('refs/tags/v1.0.1')).toBe('');
  });

  test('a hotfix branch goes on from its own version', async () => {
    place.commit('feat: begin');
    place.tag('v1.0.0');
    place.commit('feat: more');
    place.tag('v1.1.0');
    place.git('checkout', '--quiet', '-b', 'hotfix', 'v1.0.0');
    const fix = place.commit('fix: mend the old one');
    expect((await place.step({}, { sha: fix })).outputs).toMatchObject({ version: '1.0.1', 'previous-tag': 'v1.0.0' });
    expect(place.github.releases()).toMatchObject([{ tag: 'v1.0.1' }]);
  });
});

describe('what comes with it', () => {
  test('files beside the release, which is a draft until they are there', async () => {
    place.commit('feat: begin');
    const { outputs, error } = await place.step(
      { assets: 'out/*.whl' },
      { files: { 'out/a.whl': 'wheel', 'out/b.txt': 'x' } },
    );
    expect([error, outputs.reason]).toEqual([undefined, 'published']);
    const [release] = place.github.releases();
    expect(release).toMatchObject({ draft: false, assets: [{ name: 'a.whl', state: 'uploaded' }] });
  });

  test('floating tags follow, forward only', async () => {
    place.commit('feat: begin');
    place.tag('v1.0.0');
    const head = place.commit('feat: more');
    await place.step({ 'floating-tags': 'true' });
    expect([place.remote('refs/tags/v1'), place.remote('refs/tags/v1.1')]).toEqual([head, head]);
    place.git('checkout', '--quiet', '-b', 'hotfix', 'v1.0.0');
    const fix = place.commit('fix: mend the old one');
    await place.step({ 'floating-tags': 'true' }, { sha: fix });
    expect([place.remote('refs/tags/v1'), place.remote('refs/tags/v1.0')]).toEqual([head, fix]);
  });

  test('a built tree is the whole tree of the tag, and the source its parent', async () => {
    const head = place.commit('feat: begin', { 'dist/index.js': 'run()\n', 'src/index.ts': 'run()\n' });
    await place.step({ tree: 'dist' });
    place.git('fetch', '--quiet', '--tags');
    expect(place.git('rev-parse', 'v0.1.0^{tree}')).toBe(place.git('rev-parse', `${head}:dist`));
    expect(place.git('rev-parse', 'v0.1.0^{commit}^')).toBe(head);
    expect(place.git('show', '--no-patch', '--format=%B', 'v0.1.0^{commit}')).toContain(`Source-Commit: ${head}`);
    // The next version knows where the last one came from.
    place.commit('fix: mend', { 'dist/index.js': 'run(1)\n' });
    expect((await place.step({ tree: 'dist' })).outputs).toMatchObject({ version: '0.1.1', 'previous-tag': 'v0.1.0' });
    expect((await place.step({ tree: 'dist' })).outputs).toMatchObject({
      version: '0.1.1',
      reason: 'already-published',
    });
    expect((await place.step({})).outputs).toMatchObject({ version: '0.1.1', published: 'false' });
  });

  test('a hotfix of a built tree goes on from its own version, however many came after it', async () => {
    const inputs = { tree: 'dist', release: 'false' };
    const first = place.commit('feat: begin', { 'dist/a': '0' });
    await place.step({ ...inputs, 'initial-version': '1.0.0' });
    for (let number = 1; number <= 6; number++) {
      place.commit('feat: more', { 'dist/a': `${number}` });
      await place.step(inputs);
    }
    place.git('checkout', '--quiet', '-b', 'hotfix', first);
    const sha = place.commit('fix: mend', { 'dist/a': 'mended' });
    const fixed = { version: '1.0.1', 'previous-tag': 'v1.0.0' };
    expect((await place.step(inputs, { sha })).outputs).toMatchObject({ ...fixed, reason: 'published' });
    expect((await place.step(inputs, { sha })).outputs).toMatchObject({ ...fixed, reason: 'already-published' });
  });

  test('files that say the version get it in the commit that is tagged', async () => {
    const text = '[project]\nname = "orders"\nversion = "1.0.0" # the last one\n';
    place.commit('feat: begin', { 'pyproject.toml': text });
    place.tag('v1.0.0');
    const head = place.commit('feat: more');
    expect((await place.step({ 'version-files': 'pyproject.toml' })).error).toMatch(
      /pyproject\.toml:3\b.*1\.0\.0.*1\.1\.0/s,
    );
    const { outputs } = await place.step({ 'version-files': 'pyproject.toml', 'version-files-mode': 'write' });
    expect(outputs.reason).toBe('published');
    place.git('fetch', '--quiet', '--tags');
    expect(`${place.git('show', 'v1.1.0:pyproject.toml')}\n`).toBe(text.replace('1.0.0', '1.1.0'));
    expect(place.git('rev-parse', 'v1.1.0^{commit}^')).toBe(head);
  });

  test('several libraries, each with its own commits and tags', async () => {
    place.commit('feat: begin', { 'client/a.py': '1\n', 'server/a.py': '1\n' });
    place.tag('client-v1.0.0');
    place.tag('server-v2.0.0');
    place.commit('feat: a page', { 'client/b.py': '1\n' });
    const { outputs } = await place.step({ packages: 'client: client\nserver: server' });
    expect(JSON.parse(outputs.packages ?? '')).toMatchObject([
      { name: 'client', published: true, tag: 'client-v1.1.0' },
      { name: 'server', published: false, reason: 'no-release-commits', version: '2.0.0' },
    ]);
    expect(outputs).toMatchObject({ published: 'true', tag: 'client-v1.1.0' });
  });

  test('workflows are started on the tag', async () => {
    place.commit('feat: begin', { '.github/workflows/deploy.yml': 'on: workflow_dispatch\njobs: {}\n' });
    const { error } = await place.step(
      { dispatch: 'deploy.yml' },
      { permissions: { contents: 'write', actions: 'write' } },
    );
    expect(error).toBeUndefined();
    expect(place.github.dispatches()).toMatchObject([{ workflow: 'deploy.yml', ref: 'refs/tags/v0.1.0' }]);
  });

  test('a pull request gets a comment that says what merging it would release, and nothing else', async () => {
    place.commit('feat: begin');
    place.tag('v1.0.0');
    const sha = place.commit('feat: more');
    const head = { sha, ref: 'feature', owner: 'org' };
    place.github.addPull({ number: 3, state: 'open', head, base: { sha, ref: 'main' } });
    const event = { name: 'pull_request', payload: { pull_request: { number: 3 } } };
    const permissions = { contents: 'read', 'pull-requests': 'write' } as const;
    for (let times = 0; times < 2; times++) {
      const { outputs, error } = await place.step({}, { sha, event, permissions });
      expect([error, outputs.reason]).toEqual([undefined, 'dry-run']);
    }
    expect(place.github.comments()).toHaveLength(1);
    expect(place.github.comments()[0]?.body).toContain('1.1.0');
    expect(place.remote('refs/tags/v1.1.0')).toBe('');
  });
});

describe('refusals', () => {
  test('a token that may not write', async () => {
    place.commit('feat: begin');
    const { error } = await place.step({}, { permissions: { contents: 'read' } });
    expect(error).toMatch(/^The tag v0\.1\.0 was not made, because the token may not write.*`contents: write`/);
  });

  test.each([
    [{ prefix: '..' }, 'The input `prefix` gives tags that begin with "..", which git does not allow'],
    [{ packages: 'client' }, 'The input `packages` has the line "client"; write it as `name: path`'],
    [{ packages: 'a: a\na: b' }, 'The input `packages` names "a" twice'],
    [{ packages: 'a: a', path: 'b' }, 'The inputs `packages` and `path` are both given'],
    [{ packages: 'a: a\nb: b', bump: 'major' }, 'The input `bump` is set by hand for several packages at once'],
    [{ path: '../x' }, 'The input `path` names "../x"'],
    [{ types: 'deps' }, 'The input `types` has the line "deps"; write it as `type: bump`'],
    [{ 'initial-version': '1' }, 'The input `initial-version` is "1"; set it to a version, such as 0.1.0.'],
    [{ 'pre-release': '1rc' }, 'The input `pre-release` is "1rc"; set it to a word'],
    [{ 'wait-for-registry': '5m' }, 'The input `wait-for-registry` is "5m"; set it to seconds'],
    [{ 'version-files-mode': 'write' }, 'The input `version-files-mode` is write, but `version-files` names no file.'],
    [{ dispatch: 'a.yml', release: 'false' }, 'The input `dispatch` is given, but `release` is false'],
    [{ 'wait-for-registry': '5' }, '`check-registry` does not say where to look'],
    [
      { packages: 'a: a\nb: b', 'version-files': 'pyproject.toml' },
      'The input `version-files` is given for several packages at once',
    ],
    [{ assets: 'a', release: 'false' }, 'The input `assets` is given, but `release` is false'],
    [{ assets: 'none/*' }, 'The input `assets` has "none/*", which finds no file'],
    [{ tree: 'none' }, 'none'],
  ])('%j', async (inputs, sentence) => {
    place.commit('feat: begin');
    expect((await place.step(inputs)).error).toContain(sentence);
    expect(place.remote('refs/tags/v0.1.0')).toBe('');
  });
});
