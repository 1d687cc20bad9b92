import { InputError } from '@ci-actions/errors/errors';
import { type Script, type ScriptedServer, scriptedServer } from '@ci-actions/http/testing';
import { silent } from '@ci-actions/log/log';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startPythonIndex } from '../../local/index/python-index.ts';
import { lookUp } from './look-up.ts';
import { waitFor } from './wait-for.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function serve(...script: Script[]): Promise<ScriptedServer> {
  const server = await scriptedServer(...script);
  ends.push(server.close);
  return server;
}

/** A clock that only waits move. */
function clock() {
  let time = 0;
  const waits: number[] = [];
  const sleep = async (ms: number) => {
    waits.push(ms);
    time += ms;
  };
  return { waits, now: () => time, sleep, random: () => 0.5 };
}

const look = (registry: string | URL, name: string, version: string, env: NodeJS.ProcessEnv = {}) =>
  lookUp({ registry: String(registry), name, version, log: silent, env, retry: { budgetMs: 1_000, ...clock() } });

const simple = (files: readonly string[], more: object = {}) => ({
  status: 200,
  headers: { 'content-type': 'application/vnd.pypi.simple.v1+json' },
  body: JSON.stringify({ meta: { 'api-version': '1.0' }, files: files.map((filename) => ({ filename })), ...more }),
});
const html = (body: string) => ({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body });
const npm = (name: string, ...versions: string[]) => ({
  status: 200,
  headers: { 'content-type': 'application/vnd.npm.install-v1+json' },
  body: JSON.stringify({ name, versions: Object.fromEntries(versions.map((version) => [version, {}])) }),
});
const nothing = { status: 404 };

describe('a Python index', () => {
  test('as pip uses it: the page is HTML', async () => {
    const one = Buffer.from('a');
    const index = await startPythonIndex({
      'shop_money-1.2.0-py3-none-any.whl': one,
      'shop-money-1.3.0rc1.tar.gz': one,
      'other-9.9.9.tar.gz': one,
    });
    ends.push(index.close);
    expect(await look(index.url, 'Shop.Money', '1.2.0')).toBe(true);
    expect(await look(index.url, 'shop_money', '1.3.0-rc.1')).toBe(true);
    expect(await look(index.url, 'shop-money', '1.3.0')).toBe(false);
    expect(await look(index.url, 'other', '1.2.0')).toBe(false);
    expect(await look('pypi', 'none', '1.2.0', { PIP_INDEX_URL: index.url })).toBe(false);
    expect(index.requests.slice(0, 2)).toEqual(['GET /simple/shop-money/', 'GET /simple/shop-money/']);
  });

  test.each<[string, readonly string[], string, boolean]>([
    ['a wheel', ['shop_money-1.2.0-py3-none-any.whl'], '1.2.0', true],
    ['a wheel with a build number', ['shop_money-1.2.0-1-py3-none-any.whl'], '1.2.0', true],
    ['a source archive', ['shop-money-1.2.0.tar.gz'], '1.2.0', true],
    ['an old archive', ['Shop..Money-1.2.0.zip'], '1.2.0', true],
    ['a shorter spelling', ['shop_money-1.2.tar.gz'], '1.2.0', true],
    ['a pre-release', ['shop_money-1.2.0rc1.tar.gz'], '1.2.0-rc.1', true],
    ['only a pre-release', ['shop_money-1.2.0rc1.tar.gz'], '1.2.0', false],
    ['another version', ['shop_money-1.2.1.tar.gz', 'shop_money-11.2.0.tar.gz'], '1.2.0', false],
    ['another package', ['shop_money_1.2.0-1.0.0.tar.gz', 'shop-money-extra-1.2.0.tar.gz'], '1.2.0', false],
    ['another kind of file', ['shop-money-1.2.0.exe', 'shop_money-1.2.0.tar.gz.asc', '-.whl', '.zip'], '1.2.0', false],
  ])('with %s', async (_what, files, version, there) => {
    const { origin, received } = await serve(simple(files));
    expect(await look(`${origin}simple`, 'shop-money', version)).toBe(there);
    expect(received[0]?.url).toBe('/simple/shop-money/');
    expect(received[0]?.headers.accept).toMatch(/^application\/vnd\.pypi\.simple\.v1\+json, /);
  });

  test('that lists versions has those without a file too', async () => {
    const { origin } = await serve(simple([], { versions: ['1.2.0', 'x'] }));
    expect(await look(origin, 'a', '1.2.0')).toBe(true);
    expect(await look(origin, 'a', '1.2.1')).toBe(false);
  });

  test.each([
    ['single quotes', "<A class=x HREF='../../a-1.2.0.tar.gz#sha256=1'>x</A>"],
    ['no quotes', '<a href=a-1.2.0.tar.gz >x</a>'],
    ['a bare > and <', '<a href="a-1.2.0.tar.gz" data-requires-python=">=3.9,<4">x</a>'],
    ['a query and escapes', '<a\nhref="https://x/%61-1.2.0.tar.gz?a=1&amp;b=/b-2.tar.gz">x</a>'],
    ['a yanked file', '<a href="a-1.2.0.tar.gz" data-yanked="broken">x</a>'],
  ])('with %s', async (_what, link) => {
    const { origin } = await serve(html(`<!DOCTYPE html><a name="top"></a><a <a>${link}`));
    expect(await look(origin, 'a', '1.2.0')).toBe(true);
    expect(await look(origin, 'a', '1.2.1')).toBe(false);
  });

  test('of a hostile page is read in linear time', async () => {
    const { origin } = await serve(html(`<a ${'<a href='.repeat(300_000)}${' '.repeat(300_000)}`), nothing);
    await expect(look(origin, 'a', '1.2.0')).rejects.toThrow('neither a Python index nor an npm registry');
  });

  test("by PyPI's own JSON API", async () => {
    const body = JSON.stringify({ info: {}, releases: { '1.2.0rc1': [{}], '1.1.0': [] } });
    const { origin, received } = await serve({ status: 200, headers: { 'content-type': 'application/json' }, body });
    expect(await look(`${origin}pypi`, 'Shop_Money', '1.2.0-rc.1')).toBe(true);
    expect(await look(`${origin}pypi/`, 'shop-money', '1.1.0')).toBe(false);
    expect(received.map(({ url }) => url)).toEqual(['/pypi/shop-money/json', '/pypi/shop-money/json']);
  });

  test('cannot have a pre-release that Python does not know', async () => {
    const { origin } = await serve(simple(['a-1.2.0.tar.gz']));
    await expect(look(origin, 'a', '1.2.0-test')).rejects.toThrow(InputError);
    await expect(look(origin, 'a', '1.2.0-1')).rejects.toThrow('A Python index cannot have the version "1.2.0-1"');
  });
});

describe('an npm registry', () => {
  test('is asked for a package with a scope at once', async () => {
    const { origin, received } = await serve(npm('@shop/money', '1.2.0', '1.3.0-rc.1'));
    expect(await look(origin, '@shop/money', '1.2.0')).toBe(true);
    expect(await look(origin, '@shop/money', '1.2.0+build')).toBe(true);
    expect(await look(origin, '@shop/money', '1.3.0-rc.1')).toBe(true);
    expect(await look(origin, '@shop/money', '1.3.0')).toBe(false);
    expect(received[0]?.url).toBe('/@shop%2fmoney');
    expect(received[0]?.headers.accept).toMatch(/^application\/vnd\.npm\.install-v1\+json, /);
  });

  test.each(['npm_config_registry', 'NPM_CONFIG_REGISTRY'])('is the one that %s names', async (variable) => {
    const { origin, received } = await serve(npm('money', '1.2.0'));
    expect(await look('npm', 'money', '1.2.0', { [variable]: `${origin}a` })).toBe(true);
    expect(received.map(({ url }) => url)).toEqual(['/a/money']);
  });
});

describe('what only asking tells', () => {
  test.each([404, 400, 405, 406])('no Python index, by HTTP %i: it is an npm registry', async (status) => {
    const { origin, received } = await serve({ status }, npm('money', '1.2.0'));
    expect(await look(origin, 'money', '1.2.0')).toBe(true);
    expect(received.map(({ url }) => url)).toEqual(['/money/', '/money']);
  });

  test('the page of an npm registry at the address of a Python index', async () => {
    const page = npm('money', '1.2.0');
    const { origin } = await serve({ ...page, headers: { 'content-type': 'application/json' } });
    expect(await look(origin, 'money', '1.2.0')).toBe(true);
  });

  test('a package that nobody knows is not there, and that is said', async () => {
    const { origin } = await serve(nothing);
    const lines: string[] = [];
    const log = { info: (line: string) => void lines.push(line), debug() {} };
    expect(await lookUp({ registry: origin.href, name: 'money', version: '1.2.0', log, env: {} })).toBe(false);
    expect(lines).toEqual([`${origin.host} has no package of the name "money".`]);
  });

  test('a web site that has a page for everything is refused', async () => {
    const { origin } = await serve(html('<a href="/">home</a>'));
    await expect(look(origin, 'money', '1.2.0')).rejects.toThrow(
      `${origin.host} answers, and is neither a Python index nor an npm registry at that address; check its URL.`,
    );
    const url = { PIP_INDEX_URL: origin.href, npm_config_registry: origin.href };
    await expect(look('pypi', 'money', '1.2.0', url)).rejects.toThrow('is no Python index at that address');
    await expect(look('npm', 'money', '1.2.0', url)).rejects.toThrow('is no npm registry at that address');
  });

  test('a page of a Python index without a file is one', async () => {
    const { origin } = await serve(html('<meta name="pypi:repository-version" content="1.0">'));
    expect(await look(origin, 'money', '1.2.0')).toBe(false);
  });
});

describe('a login', () => {
  test('goes with the request, and in no message', async () => {
    const { origin, received } = await serve({ status: 403 });
    const url = `http://a%40b:s3cr%25t@${origin.host}/simple/`;
    const told = await look(url, 'a', '1.2.0').catch(String);
    expect(told).toBe(`Error: ${origin.host} refuses to show the package (HTTP 403); check the login in its URL.`);
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('a@b:s3cr%t').toString('base64')}`);
    expect(received[0]?.url).toBe('/simple/a/');
  });

  test('is asked for', async () => {
    const { origin } = await serve({ status: 401 });
    await expect(look(origin, 'a', '1.2.0')).rejects.toThrow('give it a login in its URL');
  });

  test('is for no other host', async () => {
    const other = await serve(simple(['a-1.2.0.tar.gz']));
    const { origin } = await serve({ status: 301, headers: { location: `${other.origin}x?y=1` } });
    expect(await look(`http://u:p@${origin.host}`, 'a', '1.2.0')).toBe(true);
    expect(other.received[0]?.url).toBe('/x?y=1');
    expect(other.received[0]?.headers.authorization).toBeUndefined();
  });
});

describe('weather', () => {
  test('passes', async () => {
    const { origin, received } = await serve({ status: 503 }, 'reset', { status: 429 }, simple(['a-1.2.0.tar.gz']));
    expect(await look(origin, 'a', '1.2.0')).toBe(true);
    expect(received).toHaveLength(4);
  });

  test('that does not pass is told', async () => {
    const { origin } = await serve({ status: 503 });
    await expect(look(origin, 'a', '1.2.0')).rejects.toThrow(
      `Asking ${origin.host} for the versions of the package did not succeed within 1 s`,
    );
  });

  test.each([
    [{ status: 301, headers: { location: '/a/' } }, 'sends its visitors on to nowhere'],
    [{ status: 301 }, 'sends its visitors on to nowhere'],
    [{ status: 302, headers: { location: 'file:///etc/passwd' } }, 'sends its visitors on to nowhere'],
    [{ status: 418 }, 'answered with HTTP 418'],
  ])('%j is none', async (reply, message) => {
    const { origin } = await serve(reply);
    await expect(look(origin, 'a', '1.2.0')).rejects.toThrow(message);
  });

  test('a signal ends it', async () => {
    const { origin } = await serve({ status: 503 });
    const signal = AbortSignal.abort(new Error('enough'));
    const wanted = { registry: origin.href, name: 'a', version: '1.2.0', log: silent, env: {}, signal };
    await expect(lookUp(wanted)).rejects.toThrow('enough');
  });
});

describe('before anything is asked', () => {
  test.each([
    ['pypi', 'a', 'none of UV_DEFAULT_INDEX, UV_INDEX_URL, PIP_INDEX_URL says where that is; set it to the URL of the'],
    [
      'npm',
      'a',
      'none of npm_config_registry, NPM_CONFIG_REGISTRY says where that is; set it to the URL of the index.',
    ],
    ['PyPI', 'a', 'The input `check-registry` is no URL; set it to the URL of the index'],
    ['', 'a', 'The input `check-registry` is no URL'],
    ['file:///etc', 'a', 'The input `check-registry` is no URL of the web'],
    ['http://127.0.0.1:9', '../a', '"../a" is no name of a package; set the input `package`'],
    ['http://127.0.0.1:9', '@a/../b', 'is no name of a package'],
    ['http://127.0.0.1:9', 'a?b', 'is no name of a package'],
    ['http://127.0.0.1:9', '', 'is no name of a package'],
    ['http://127.0.0.1:9', '.', 'is no name of a package'],
  ])('%j and the name %j are refused', async (registry, name, message) => {
    await expect(look(registry, name, '1.2.0')).rejects.toThrow(InputError);
    await expect(look(registry, name, '1.2.0')).rejects.toThrow(message);
  });

  test('a name of another kind of registry, and a variable that holds no URL', async () => {
    const env = { PIP_INDEX_URL: 'http://127.0.0.1:9', npm_config_registry: 'secret' };
    await expect(look('pypi', '@a/b', '1.2.0', env)).rejects.toThrow('"@a/b" is no name of a Python package');
    await expect(look('npm', 'b', '1.2.0', env)).rejects.toThrow(
      'The environment variable npm_config_registry is no URL;',
    );
  });
});

describe('waiting', () => {
  const wait = (registry: URL, seconds: number, time = clock(), lines: string[] = []) =>
    waitFor({
      registry: registry.href,
      name: 'a',
      version: '1.2.0',
      seconds,
      env: {},
      log: { info: (line) => void lines.push(line), debug() {} },
      retry: time,
    });

  test('ends when the version appears, and the pauses grow', async () => {
    const old = simple(['a-1.1.0.tar.gz']);
    const { origin } = await serve(old, old, old, simple(['a-1.1.0.tar.gz', 'a-1.2.0.tar.gz']));
    const time = clock();
    const lines: string[] = [];
    expect(await wait(origin, 60, time, lines)).toBe(true);
    expect(time.waits).toEqual([2_000, 3_000, 4_500]);
    expect(lines[0]).toBe('a 1.2.0 is not at the registry yet; asking again in 2 s, for 60 s more.');
  });

  test('ends when the time is over, after a last question', async () => {
    const { origin, received } = await serve(simple(['a-1.1.0.tar.gz']));
    const time = clock();
    expect(await wait(origin, 120, time)).toBe(false);
    expect(time.now()).toBe(120_000);
    expect(Math.max(...time.waits)).toBeLessThanOrEqual(30_000);
    expect(received).toHaveLength(time.waits.length + 1);
  });

  test('asks once where there is no time', async () => {
    const { origin, received } = await serve(simple(['a-1.1.0.tar.gz']));
    expect(await wait(origin, 0)).toBe(false);
    expect(received).toHaveLength(1);
  });

  test('goes through weather', async () => {
    const { origin } = await serve(simple(['a-1.1.0.tar.gz']), { status: 503 }, 'reset', simple(['a-1.2.0.tar.gz']));
    expect(await wait(origin, 60)).toBe(true);
  });
});
