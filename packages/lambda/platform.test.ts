import { describe, expect, test } from '@jest/globals';
import { deprecated, npmPlatform, readRuntime, runtimes, wheelAbis, wheelPlatforms } from './platform.ts';

describe('readRuntime', () => {
  test.each([
    ['python3.12', 'python', '3.12', '2.34'],
    ['python3.11', 'python', '3.11', '2.26'],
    ['nodejs22.x', 'node', '22', '2.34'],
    ['provided.al2', 'other', 'al2', '2.26'],
    ['java17.al2023', 'other', '17', '2.34'],
    ['dotnetcore3.1', 'other', '3.1', '2.26'],
  ])('%s', (name, family, version, glibc) => {
    expect(readRuntime(name)).toMatchObject({ name, family, version, glibc });
  });

  test.each([
    ['python312', 'python3.12'],
    ['Python3.12', 'python3.12'],
    ['py3.13', 'python3.13'],
    ['node22', 'nodejs22.x'],
    ['nodejs22', 'nodejs22.x'],
    ['nodejs', 'nodejs26.x'],
    ['python3', 'python3.15, python3.14'],
    ['provided.al2024', 'provided.al2023'],
  ])('%s is unknown, and %s is near', (name, near) => {
    expect(() => readRuntime(name)).toThrow(`There is no Lambda runtime ${JSON.stringify(name)}; did you mean`);
    expect(() => readRuntime(name)).toThrow(near);
  });

  test.each([
    ['no name', ''],
    ['another language', 'cobol'],
    ['a command', `x\n::error::${'y'.repeat(100_000)}`],
  ])('nothing is near %s', (_what, name) => {
    expect(() => readRuntime(name)).toThrow(
      /^There is no Lambda runtime ".{0,70}"; set it to a name such as python3\.13/,
    );
  });

  test('every name is there once, with a day that is one', () => {
    expect(new Set(runtimes.map(({ name }) => name)).size).toBe(runtimes.length);
    for (const { deprecated: day } of runtimes)
      if (day) expect(new Date(`${day}T00:00:00Z`).toISOString()).toContain(day);
  });
});

describe('deprecated', () => {
  test.each([
    ['python3.10', '2026-10-30', undefined],
    ['python3.10', '2026-10-31', 'python3.15, python3.14, python3.13, python3.12, python3.11.'],
    ['go1.x', '2026-11-21', 'move to one of: provided.al2023.'],
    ['provided.al2', '2026-11-21', 'move to one of: provided.al2023.'],
    ['python3.15', '2099-01-01', undefined],
  ])('%s on %s', (name, today, sentence) => {
    const said = deprecated(readRuntime(name), today);
    if (sentence === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(sentence);
  });
});

describe('what installers are told', () => {
  test('wheels up to the C library of the runtime, and none newer', () => {
    const old = wheelPlatforms(readRuntime('python3.11'), 'x86_64');
    expect(old[0]).toBe('manylinux_2_26_x86_64');
    expect(old).toEqual(expect.arrayContaining(['manylinux_2_17_x86_64', 'manylinux2014_x86_64']));
    expect(old).not.toContain('manylinux_2_28_x86_64');
    const arm = wheelPlatforms(readRuntime('python3.13'), 'arm64');
    expect(arm[0]).toBe('manylinux_2_34_aarch64');
    expect(arm.at(-1)).toBe('manylinux2014_aarch64');
    expect(arm).toContain('manylinux_2_28_aarch64');
  });

  test('the interfaces of the Python, and the processor of the function', () => {
    expect(wheelAbis(readRuntime('python3.9'))).toEqual(['cp39', 'abi3', 'none']);
    expect(npmPlatform('arm64')).toEqual(['--cpu=arm64', '--os=linux', '--libc=glibc']);
    expect(npmPlatform('x86_64')[0]).toBe('--cpu=x64');
  });
});
