import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Bump, Commit } from './commit.ts';
import { judgeCommits } from './judge-commits.ts';

const one = (message: string, types?: Record<string, Bump>) => {
  const verdict = judgeCommits([commit(message)], types).verdicts[0];
  if (verdict === undefined) throw new Error('There is no verdict.');
  return verdict;
};
const commit = (message: string, hash = 'abcdef0123456789abcdef0123456789abcdef01'): Commit => ({
  hash,
  author: 'Ann',
  message,
});

describe('the rules of Conventional Commits 1.0.0', () => {
  test.each<[string, string, Bump]>([
    ['1: a type, a colon, a space, a text', 'feat: a', 'minor'],
    ['1: the space is needed', 'feat:a', 'none'],
    ['1: the text is needed', 'feat: ', 'none'],
    ['1: more than one space will do', 'feat:   a', 'minor'],
    ['1: nothing before the type', '[x] feat: a', 'none'],
    ['1: no blank before the type', ' feat: a', 'none'],
    ['1: no blank before the colon', 'feat : a', 'none'],
    ['2: feat', 'feat: a', 'minor'],
    ['3: fix', 'fix: a', 'patch'],
    ['4: a scope', 'fix(parser): a', 'patch'],
    ['4: a scope of many kinds of signs', 'fix(@a/b:c d, é): a', 'patch'],
    ['4: an empty scope is none', 'fix(): a', 'none'],
    ['4: a scope has no brackets', 'fix(a(b)): a', 'none'],
    ['4: a scope is closed', 'fix(a: b', 'none'],
    ['6: a body', 'fix: a\n\nbody', 'patch'],
    ['7: a body of several paragraphs', 'fix: a\n\nbody\n\nfeat: more', 'patch'],
    ['8: footers', 'fix: a\n\nReviewed-by: Z\nRefs #1', 'patch'],
    ['11: a mark or a footer', 'fix: a\n\nBREAKING CHANGE: b', 'major'],
    ['12: the footer, on any type', 'docs: a\n\nBREAKING CHANGE: b', 'major'],
    ['12: in upper case', 'fix: a\n\nBreaking Change: b', 'patch'],
    ['12: with a colon', 'fix: a\n\nBREAKING CHANGE b', 'patch'],
    ['12: not in the plural', 'fix: a\n\nBREAKING CHANGES: b', 'patch'],
    ['12: at the start of a line', 'fix: a\n\nno BREAKING CHANGE: b', 'patch'],
    ['12: not in a quotation', 'fix: a\n\n> BREAKING CHANGE: b', 'patch'],
    ['12: below another footer', 'fix: a\n\nRefs: #1\nBREAKING CHANGE: b', 'major'],
    ['12: with nothing but the footer’s line', 'fix: a\nBREAKING CHANGE: b', 'major'],
    ['12: its text may begin on the next line', 'fix: a\n\nBREAKING CHANGE:\n\n- b\n- c', 'major'],
    ['12: empty, as a template leaves it', 'fix: a\n\nBREAKING CHANGE: \n', 'patch'],
    ['12: empty, before other footers', 'fix: a\n\nBREAKING CHANGE:\n\nRefs: #1', 'patch'],
    ['12: empty, before a full one', 'fix: a\n\nBREAKING CHANGE:\nBREAKING CHANGE: b', 'major'],
    ['13: the mark', 'feat!: a', 'major'],
    ['13: the mark behind a scope', 'chore(x)!: a', 'major'],
    ['13: the mark is right before the colon', 'feat!(x): a', 'none'],
    ['13: no blank behind the mark', 'feat! : a', 'none'],
    ['13: one mark', 'feat!!: a', 'none'],
    ['13: a mark in the text is none', 'docs: of a(b)!: c', 'none'],
    ['14: other types', 'chore: a', 'none'],
    ['15: any letter case', 'FiX(A): a', 'patch'],
    ['16: the other spelling', 'fix: a\n\nBREAKING-CHANGE: b', 'major'],
    ['16: no third spelling', 'fix: a\n\nBREAKING_CHANGE: b', 'patch'],
    ['CRLF equals LF', 'fix: a\r\n\r\nbody\r\n\r\nBREAKING CHANGE: b\r\n', 'major'],
    ['lines before the first do not count', '\n \r\nfeat: a', 'minor'],
    ['a mark of byte order neither', '\ufefffeat: a', 'minor'],
    ['nor are other ends of lines one', 'feat: a\u2028b\rc', 'minor'],
  ])('%s', (_rule, message, bump) => expect(one(message).bump).toBe(bump));
});

describe('where the specification is silent', () => {
  test.each<[string, string, Bump, boolean]>([
    ['perf', 'perf: a', 'patch', false],
    ['refactor', 'refactor: a', 'none', false],
    ['feature is no type of its own', 'feature: a', 'none', false],
    ['deps', 'deps: a', 'none', false],
    ['sec', 'sec: a', 'none', false],
    ['a revert', 'revert: a', 'patch', false],
    ['a revert of a feature', 'revert: feat: a', 'patch', false],
    ['a revert by git', 'Revert "feat: a"\n\nThis reverts commit 0123456.', 'patch', false],
    ['a revert by GitHub', 'Revert "feat: a" (#13)\n\nReverts o/r#12', 'patch', false],
    ['a revert of a revert', 'Revert "Revert "feat: a""', 'patch', true],
    ['a revert with a mark', 'revert!: feat: a', 'major', false],
    ['a footer as the first line', 'BREAKING CHANGE: a', 'none', true],
    ['a footer below a first line without a type', 'tidy up\n\nBREAKING CHANGE: a', 'major', true],
    ['no type at all', 'tidy up', 'none', false],
    ['no message at all', '', 'none', false],
    ['nothing but blanks', ' \n\t\n', 'none', false],
    ['a footer in a bullet', 'fix: a\n\n* BREAKING CHANGE: b', 'major', false],
    ['a footer in the other bullet', 'fix: a\n\n- BREAKING-CHANGE: b', 'major', false],
    ['a footer indented by four', 'fix: a\n\n    BREAKING CHANGE: b', 'patch', false],
    ['a footer without a space', 'fix: a\n\nBREAKING CHANGE:b', 'major', false],
    ['a squashed branch', 'fix: a (#1)\n\n* feat: b\n\n* feat!: c', 'patch', false],
    ['a merged pull request', 'Merge pull request #1 from a/b\n\nfeat: c\n\nBREAKING CHANGE: d', 'none', false],
    ['a merged branch', "Merge branch 'a' into b\n\nfeat!: c", 'none', false],
    ['a merge under a type', 'feat: a (#1)', 'minor', false],
    ['a first line that only begins like a merge', 'Merge the tables\n\nBREAKING CHANGE: a', 'major', true],
    ['nearly a feature: no space', 'feat:a', 'none', true],
    ['nearly a feature: an empty scope', 'feat(): a', 'none', true],
    ['nearly a fix: a blank before the mark', 'fix(a)! : b', 'none', true],
    ['nearly a chore is worth no look', 'chore:a', 'none', false],
    ['unless it has a mark', 'chore!(a): b', 'none', true],
    ['a type that every object has', 'constructor: a', 'none', false],
    ['no version to release as', 'fix: a\n\nRelease-As: next', 'patch', true],
  ])('%s', (_case, message, bump, unsure) => {
    const verdict = one(message);
    expect([verdict.bump, verdict.unsure]).toEqual([bump, unsure]);
    expect(verdict.why).toMatch(/^[^\r\n]{5,150}$/);
  });

  test.each<[string, string, Bump]>([
    ['a further type', 'deps(npm): a', 'patch'],
    ['in any letter case', 'FEATURE: a', 'minor'],
    ['another meaning', 'perf: a', 'none'],
    ['always breaking', 'api: a', 'major'],
    ['the rest as ever', 'feat: a', 'minor'],
  ])('types: %s', (_case, message, bump) => {
    expect(one(message, { deps: 'patch', Feature: 'minor', perf: 'none', api: 'major' }).bump).toBe(bump);
  });
});

test('what a verdict holds', () => {
  const message =
    'Feat( api )!: send mail (#12)\n\nbody\n\nBREAKING CHANGE: the call\n waits\n\n- for the answer\n' +
    'Reviewed-by: Z\nBREAKING-CHANGE: and more\n\n* fix: squashed\nRelease-As: v2.0.0-rc.1\n';
  expect(one(message)).toEqual({
    commit: commit(message),
    bump: 'major',
    why: 'breaking, by its footer; asks for 2.0.0-rc.1',
    type: 'feat',
    scope: 'api',
    description: 'send mail (#12)',
    breaking: ['the call\n waits\n\n- for the answer', 'and more'],
    releaseAs: '2.0.0-rc.1',
    revertedBy: undefined,
    unsure: false,
  });
});

test.each<[string, readonly string[]]>([
  ['fix!: a', ['a']],
  ['fix!: a\n\nBREAKING CHANGE: b', ['b']],
  ['fix: a\n\nBREAKING CHANGE: b\n\n```yaml\nb: c\n```\nd\n~~~\nRefs: #1', ['b\n\n```yaml\nb: c\n```\nd\n~~~']],
  ['fix: a\n\nBREAKING CHANGE: b\n-notes-\n-header-\nc', ['b\n-notes-\n-header-\nc']],
  ['fix: a\n\nBREAKING CHANGE: b\n\nRefs #1', ['b']],
  ['fix: a\n\nBREAKING CHANGE: b\n\n---------\n\nCo-authored-by: C <c@d>', ['b']],
  ['fix: a\n\nBREAKING CHANGE:\nRefs: #1\nBREAKING CHANGE: b\nRefs: #2\nBREAKING CHANGE: c', ['b', 'c']],
])('what breaks in %j', (message, breaking) => expect(one(message).breaking).toEqual(breaking));

describe('reverts within the range', () => {
  const hashes = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(40));
  /** @param messages the newest first; `%3` stands for the hash of the third */
  const judged = (...messages: string[]) => {
    const full = messages.map((message, at) =>
      commit(
        message.replace(/%(\d)/g, (_, which) => hashes[which - 1] ?? ''),
        hashes[at],
      ),
    );
    const { verdicts, bump } = judgeCommits(full);
    return [...verdicts.map((verdict) => verdict.bump), bump];
  };

  test.each<[string, string[], Bump[]]>([
    ['by the hash', ['Revert "feat: a"\n\nThis reverts commit %2.', 'feat: a'], ['none', 'none', 'none']],
    ['by a short hash', ['revert: feat: a\n\nThis reverts commit 2222222.', 'feat: a'], ['none', 'none', 'none']],
    [
      'by references',
      ['revert: the noodle\n\nRefs: 2222222, %3', 'feat: a', 'fix!: b'],
      ['none', 'none', 'none', 'none'],
    ],
    ['by the first line', ['Revert "feat: a"', 'fix: b', 'feat: a'], ['none', 'patch', 'none', 'patch']],
    ['by the first line, below a type', ['revert: feat: a', 'feat: a'], ['none', 'none', 'none']],
    ['by the pull request', ['Revert "feat: a" (#3)\n\nReverts o/r#2', 'feat: a (#2)'], ['none', 'none', 'none']],
    [
      'by the pull request, though another one is named alike',
      ['Revert "fix: a" (#4)\n\nReverts o/r#2', 'fix: a (#3)', 'fix: a (#2)'],
      ['none', 'patch', 'none', 'patch'],
    ],
    ['another pull request', ['Revert "feat: a"\n\nReverts x/y#9', 'feat: a (#2)'], ['patch', 'minor', 'minor']],
    ['an older commit', ['Revert "feat: a"\n\nThis reverts commit 9999999.', 'feat: a'], ['patch', 'minor', 'minor']],
    [
      'an older commit and one of these',
      ['revert: both\n\nRefs: 9999999, %2', 'feat: a', 'fix: b'],
      ['patch', 'none', 'patch', 'patch'],
    ],
    ['only the newest of equals', ['Revert "fix: a"', 'fix: a', 'fix: a'], ['none', 'none', 'patch', 'patch']],
    ['one each', ['Revert "fix: a"', 'Revert "fix: a"', 'fix: a', 'fix: a'], ['none', 'none', 'none', 'none', 'none']],
    ['not what comes later', ['feat: a', 'Revert "feat: a"'], ['minor', 'patch', 'minor']],
    [
      'taken back itself',
      [
        'Revert "Revert "feat: a""\n\nThis reverts commit %2.',
        'Revert "feat: a"\n\nThis reverts commit %3.',
        'feat: a',
      ],
      ['none', 'none', 'minor', 'minor'],
    ],
    ['applied again', ['Reapply "feat: a"', 'Revert "feat: a"', 'feat: a'], ['none', 'none', 'minor', 'minor']],
    ['a break', ['Revert "feat!: a"', 'feat!: a', 'fix: b'], ['none', 'none', 'patch', 'patch']],
    ['no revert by its first line', ['fix: a\n\nThis reverts commit %2.', 'feat: b'], ['patch', 'minor', 'minor']],
  ])('%s', (_case, messages, bumps) => expect(judged(...messages)).toEqual(bumps));

  test('both sides say so', () => {
    const { verdicts } = judgeCommits([
      commit('Revert "feat: a"\n\nRelease-As: 3.0.0', hashes[0]),
      commit('feat: a\n\nRelease-As: 2.0.0', hashes[1]),
    ]);
    expect(verdicts).toMatchObject([
      { type: 'revert', why: 'takes back 2222222, which no release has', revertedBy: undefined, releaseAs: '3.0.0' },
      { type: 'feat', why: 'taken back by 1111111', revertedBy: hashes[0], releaseAs: undefined },
    ]);
  });

  test('of a merge: its commits still count, and a person should look', () => {
    const { verdicts, bump } = judgeCommits([
      commit(
        'Revert "Merge branch \'a\'"\n\nThis reverts commit 2222222, reversing\nchanges made to 4444444.',
        hashes[0],
      ),
      commit("Merge branch 'a'", hashes[1]),
      commit('feat: a', hashes[2]),
    ]);
    expect(verdicts.map(({ bump, unsure }) => [bump, unsure])).toEqual([
      ['none', true],
      ['none', false],
      ['minor', false],
    ]);
    expect(bump).toBe('minor');
  });
});

test('a range: the highest bump, the newest wish, the order as it was', () => {
  const judged = judgeCommits(
    new Set(
      ['docs: a', 'fix: b\n\nRelease-As: 3.0.0', 'feat: c\n\nrelease-as: 2.0.0', 'chore: d'].map((message) =>
        commit(message),
      ),
    ),
  );
  expect(judged.verdicts.map(({ type }) => type)).toEqual(['docs', 'fix', 'feat', 'chore']);
  expect([judged.bump, judged.releaseAs]).toEqual(['minor', '3.0.0']);
  expect(judgeCommits([])).toEqual({ verdicts: [], bump: 'none', releaseAs: undefined });
});

describe('hostile messages', () => {
  const long = 2_000_000;
  const of = (part: string, length = long) => part.repeat(length / part.length);
  test.each<[string, string, Bump]>([
    ['one word of 100,000 letters', `fix: a\n\n${of('a', 100_000)}`, 'patch'],
    ['one word of 10 MB', `fix: a\n\nToken: ${of('eyJ0', 10_000_000)}`, 'patch'],
    ['a first line of megabytes', `feat: ${of('a b ')}`, 'minor'],
    ['a type of megabytes', `${of('a')}: b`, 'none'],
    ['a scope of megabytes', `feat(${of('a')})!: b`, 'major'],
    ['a scope that stays open', `feat(${of('(')}`, 'none'],
    ['blanks', of(' '), 'none'],
    ['blanks behind the colon', `fix:${of(' ')}`, 'none'],
    ['lines', `fix: a${of('\n')}`, 'patch'],
    ['lines before the first', `${of('\n')}feat: a`, 'minor'],
    ['bullets', `fix: a${of('\n*    ')}`, 'patch'],
    ['references', `fix: ${of('#1 ')}`, 'patch'],
    ['addresses', `fix: ${of('http://a #1 ')}`, 'patch'],
    ['words that close issues', `fix: fix${of(' ')}x\u2028`, 'patch'],
    ['mentions', `fix: ${of('@a ')}`, 'patch'],
    ['brackets', `fix: a\n\n${of('f(')}`, 'patch'],
    ['breaks', `fix: a\n${of('\nBREAKING CHANGE: b')}`, 'major'],
    ['empty breaks', `fix: a\n${of('\nBREAKING CHANGE:')}`, 'patch'],
    ['an empty break and lines', `fix: a\n\nBREAKING CHANGE:${of('\n')}Refs: 1`, 'patch'],
    ['lines behind a break', `fix: a\n\nBREAKING CHANGE: b${of('\n')}`, 'major'],
    ['a break behind megabytes', `fix: a\n\n${of('b\n')}\nBREAKING CHANGE: c`, 'major'],
    ['wishes', `fix: a\n${of('\nRelease-As: 1.2.3')}`, 'patch'],
    ['a wish of digits', `fix: a\n\nRelease-As: ${of('1')}`, 'patch'],
    ['pull requests', `Revert "fix: a${of(' (#1)')}"`, 'patch'],
    ['reverted commits', `revert: a\n${of('\nThis reverts commit 0123456')}`, 'patch'],
    ['reverted references', `revert: a\n\nRefs: ${of('0123456, ')}`, 'patch'],
    ['quotation marks', `Revert "${of('"')}`, 'patch'],
    ['NULs', `fix: a\0\n\n${of('\0')}`, 'patch'],
    ['half characters', `fix: \ud800\n\n${of('\udc00')}\n\nBREAKING CHANGE: \udfff`, 'major'],
  ])('%s', (_what, message, bump) => {
    const judged = judgeCommits([commit('docs: b'), commit(message), commit('chore: c')]);
    expect(judged.verdicts.map((verdict) => verdict.bump)).toEqual(['none', bump, 'none']);
    for (const { why } of judged.verdicts) expect(why).toMatch(/^[\w !,.;()":…-]{5,200}$/);
  });

  test('10,000 equal reverts, and 10,000 that are taken back', () => {
    const reverts = Array.from({ length: 10_000 }, () => commit('Revert "fix: a"'));
    const fixes = Array.from({ length: 10_000 }, () => commit('fix: a'));
    const { verdicts, bump } = judgeCommits([...reverts, ...fixes]);
    expect([verdicts.filter(({ revertedBy }) => revertedBy).length, bump]).toEqual([10_000, 'none']);
  });

  test('one that cannot be read at all has a verdict of its own', () => {
    const broken = { ...commit(''), message: undefined as unknown as string };
    const { verdicts, bump } = judgeCommits([commit('fix: a'), broken, commit('feat: b')]);
    expect(verdicts[1]).toMatchObject({
      commit: broken,
      bump: 'none',
      why: 'its message cannot be read',
      unsure: true,
    });
    expect([verdicts[0]?.bump, verdicts[2]?.bump, bump]).toEqual(['patch', 'minor', 'minor']);
  });

  test('no message hides or changes the verdict on another', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'feat',
        'fix',
        '!',
        ': ',
        '(',
        ')',
        '\n',
        '\r\n',
        '\n\n',
        'BREAKING CHANGE: ',
        'BREAKING-CHANGE:',
      ),
      fc.constantFrom(
        '* ',
        '    ',
        '-notes-',
        '-header-',
        '-hash-',
        'gpg: ',
        '#1',
        '@a',
        'Merge branch ',
        'Release-As: 9',
      ),
      fc.constantFrom('Revert "', '"', 'This reverts commit ', '0123456', 'Refs: ', '\0', '\ud800', '\u2028', '\ufeff'),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const message = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const known = ['feat: the one that must be seen', 'docs!: and this one', 'fix: as well\n\nBREAKING CHANGE: c'];
    const bumps = ['minor', 'major', 'major'];
    fc.assert(
      fc.property(fc.array(message, { minLength: 4, maxLength: 4 }), (others) => {
        const all = others.flatMap((other, at) => [other, known[at] ?? []].flat());
        const { verdicts } = judgeCommits(all.map((text) => commit(text)));
        expect(verdicts.map((verdict) => verdict.commit.message)).toEqual(all);
        expect(verdicts.filter((_, at) => at % 2 === 1).map(({ bump }) => bump)).toEqual(bumps);
      }),
      { numRuns: 400 },
    );
  });
});

// The cases that the peers were compared by; the folder is beside the repository where it is developed.
const fixture = path.resolve(import.meta.dirname, '../../../../shared/fixtures/conventional-commits.tsv');
const rows = existsSync(fixture)
  ? readFileSync(fixture, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t') as [string, Bump, string])
  : [];
if (rows.length === 0) console.warn(`Skipped: the cases of the peers; ${path.basename(fixture)} is not there.`);

(rows.length > 0 ? describe : describe.skip)('the cases of the peers', () => {
  test('are all there', () => expect(rows).toHaveLength(44));
  test.each(rows.map(([message, bump, source]) => [source, bump, message] as const))(
    '%s: %s',
    (_source, bump, message) => {
      expect(one(JSON.parse(message)).bump).toBe(bump);
    },
  );
});
