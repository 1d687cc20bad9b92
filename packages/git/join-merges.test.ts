import { execFileSync } from 'node:child_process';
import { silent } from '@ci-actions/log/log';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deepenTo } from './deepen.ts';
import { readCommits } from './read-commits.ts';
import { remoteTags } from './remote-tags.ts';
import { type Sandbox, sandbox } from './testing.ts';

/** A history from the oldest commit to the newest; each is given by the places of its parents. */
interface History {
  parents: readonly (readonly number[])[];
  /** The place of the tag. */
  tag: number;
}

const box: Sandbox = sandbox();
afterAll(() => box.remove());
let made = 0;

/** @returns the name of the branch, and of the tag */
function write(histories: readonly History[]): string[] {
  const names = histories.map(() => `h${made++}`);
  const stream = histories.flatMap(({ parents, tag }, h) => {
    const mark = (place: number) => `:${h * 1_000 + place + 1}`;
    const commits = parents.flatMap(([first, ...more], place) => [
      `commit refs/heads/${names[h]}`,
      `mark ${mark(place)}`,
      `committer Ann <ann@example.org> ${1_700_000_000 + place * 60} +0000`,
      `data ${String(place).length}`,
      `${place}`,
      ...(first === undefined ? [] : [`from ${mark(first)}`]),
      ...more.map((parent) => `merge ${mark(parent)}`),
      `M 100644 inline f${place}`,
      `data ${`${names[h]} ${place}`.length}`,
      `${names[h]} ${place}`,
    ]);
    return [...commits, `reset refs/tags/${names[h]}`, `from ${mark(tag)}`, ''];
  });
  const input = `${stream.join('\n')}\n`;
  execFileSync('git', ['-C', box.origin, 'fast-import', '--quiet'], { input, stdio: ['pipe', 'ignore', 'inherit'] });
  return names;
}

/** What a clone says of the commits since the tag, and what is so. */
async function both(name: string, { trees = false, depth = 1 } = {}) {
  const folder = box.shallow(`--branch=${name}`, `--depth=${depth}`);
  const remote = { folder, name: 'origin', env: {} };
  const candidates = (await remoteTags(remote)).filter((tag) => tag.name === name);
  const said: string[] = [];
  const log = { ...silent, info: (text: string) => void said.push(text) };
  const read = async () => {
    const tag = await deepenTo(remote, 'HEAD', candidates, log, { trees });
    return tag && (await readCommits(folder, { from: tag.commit, to: 'HEAD' })).map(({ hash }) => hash).sort();
  };
  const given = await read();
  // The clone knows it now.
  if (!trees && depth === 1) box.git(folder, 'remote', 'set-url', 'origin', '/nowhere');
  expect(await read()).toEqual(given);
  // What git itself thinks of the clone.
  box.git(folder, 'rev-list', 'HEAD');
  const all = box.git(box.origin, 'rev-list', `refs/tags/${name}..refs/heads/${name}`).split('\n').filter(Boolean);
  return { given, expected: all.sort(), whole: said.some((text) => text.startsWith('Fetching the whole history')) };
}

// Each begins with 0 - 1 - 2, and the tag is on 2.
const shapes: readonly [string, (readonly number[])[]][] = [
  ['a merge right on the tag', [[2], [3], [2, 4]]],
  ['and commits after it', [[2], [3], [2, 4], [5], [6]]],
  ['a branch from before the tag, merged right on it', [[1], [3], [2, 4]]],
  ['a branch from before the tag, merged later', [[0], [2], [4, 3]]],
  ['main from before the tag was merged into the branch', [[0], [3, 1], [4], [2, 5]]],
  ['main was merged into the branch right on the tag', [[1], [3, 2], [4], [2], [6, 5]]],
  ['the branch was updated twice', [[0], [3, 1], [4], [5, 2], [6], [2, 7]]],
  ['an octopus', [[2], [1], [0], [2, 3, 4, 5]]],
  ['merges in merges', [[2], [2], [2, 3], [5, 4], [2, 6], [1], [8, 0], [7, 9]]],
  ['the main branch was the second parent', [[1], [3, 2], [4]]],
  ['two roots', [[], [2, 3]]],
];

describe.each(shapes)('%s', (_, after) => {
  const [name = ''] = write([{ parents: [[], [0], [1], ...after], tag: 2 }]);

  test.each([[{ trees: false }], [{ trees: true }]])('%j', async (options) => {
    const { given, expected, whole } = await both(name, options);
    expect(given).toEqual(expected);
    expect(whole).toBe(false);
  });
});

const history: fc.Arbitrary<History> = fc
  .array(fc.array(fc.tuple(fc.nat({ max: 5 })), { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 14 })
  .chain((steps) => {
    const parents = steps.map((back, place) =>
      place === 0 ? [] : [...new Set(back.map(([steps_]) => Math.max(0, place - 1 - steps_)))],
    );
    const ancestors = new Set([parents.length - 1]);
    for (const place of [...parents.keys()].reverse()) {
      if (ancestors.has(place)) for (const parent of parents[place] ?? []) ancestors.add(parent);
    }
    return fc.constantFrom(...ancestors).map((tag) => ({ parents, tag }));
  });

test('whatever the history looks like, exactly the commits since the tag are read', async () => {
  const histories = fc.sample(history, { seed: 6, numRuns: 25 });
  const names = write(histories);
  for (const [i, name] of names.entries()) {
    const { given, expected } = await both(name, { depth: 1 + (i % 3), trees: i % 2 === 0 });
    expect({ history: histories[i], given }).toEqual({ history: histories[i], given: expected });
  }
});
