import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { whyNotBuilt } from './can-build.ts';

let bin = '';
beforeEach(() => {
  bin = mkdtempSync(path.join(tmpdir(), 'can-build-'));
});
afterEach(() => rmSync(bin, { recursive: true }));

/** A program that stands for an engine: what it answers to each of its commands. */
function program(name: string, answers: Record<string, string>): void {
  const cases = Object.entries(answers).map(([command, script]) => `'${command}'*) ${script} ;;`);
  const file = path.join(bin, name);
  writeFileSync(file, `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\n*) echo "unknown: $*" >&2; exit 1 ;;\nesac\n`);
  chmodSync(file, 0o755);
}

async function ask(dockerfile = 'FROM node:24\n'): Promise<{ why: string | undefined; said: string[] }> {
  const said: string[] = [];
  const { signal } = new AbortController();
  return {
    why: await whyNotBuilt(dockerfile, { env: { PATH: bin }, say: (line) => void said.push(line), signal }),
    said,
  };
}

test('without an engine, what was looked for is named', async () => {
  const { why, said } = await ask();
  expect(why).toMatch(/^No program that builds images works here; tried: .*docker.*podman.*buildah.*\.$/);
  expect(said).toEqual([]);
});

test('an engine that has the base image needs nothing more', async () => {
  program('podman', { '--version': 'echo podman version 5.0.0', 'image inspect node:24': 'echo []' });
  expect(await ask()).toEqual({ why: undefined, said: [] });
});

test('a base image that is not there is pulled, and that is said', async () => {
  program('podman', { '--version': 'echo 5', 'pull --quiet node:24': 'echo 1f2e' });
  expect(await ask()).toEqual({ why: undefined, said: ['podman gets the base image node:24 …'] });
});

test('a base image that cannot be had is the reason', async () => {
  program('podman', { '--version': 'echo 5', 'pull --quiet node:24': 'echo "no such host." >&2; exit 125' });
  expect((await ask()).why).toBe('podman cannot get the base image node:24: no such host.');
});

test('an image from scratch needs no base', async () => {
  program('buildah', { '--version': 'echo 1' });
  expect(await ask('FROM scratch\n')).toEqual({ why: undefined, said: [] });
});
