import { describe, expect, test } from '@jest/globals';
import { createCommandReader } from './workflow-commands.ts';

const read = (...lines: string[]) => {
  const reader = createCommandReader();
  return lines.map(reader);
};

describe('one line', () => {
  test.each([
    ['plain', { kind: 'output', text: 'plain' }],
    ['::error::bad', { kind: 'annotation', annotation: { level: 'error', message: 'bad' } }],
    [
      '::warning file=a%2Cb.py,line=3,endLine=4,col=5,endColumn=6,title=T%3A t::a%0Ab %25',
      {
        kind: 'annotation',
        annotation: {
          level: 'warning',
          file: 'a,b.py',
          line: 3,
          endLine: 4,
          col: 5,
          endColumn: 6,
          title: 'T: t',
          message: 'a\nb %',
        },
      },
    ],
    [
      '   ::notice line=x::leading blanks are trimmed',
      { kind: 'annotation', annotation: { level: 'notice', message: 'leading blanks are trimmed' } },
    ],
    ['text ::error::is no command', { kind: 'output', text: 'text ::error::is no command' }],
    ['::unknown::text', { kind: 'output', text: '::unknown::text' }],
    ['::ERROR::any case', { kind: 'annotation', annotation: { level: 'error', message: 'any case' } }],
    [
      'somewhere ##[error file=a.py;line=2]old form',
      { kind: 'annotation', annotation: { level: 'error', file: 'a.py', line: 2, message: 'old form' } },
    ],
    ['##[group]Title', { kind: 'group', text: 'Title' }],
    ['::group::Title', { kind: 'group', text: 'Title' }],
    ['::endgroup::', { kind: 'endgroup', text: '' }],
    ['::debug::d', { kind: 'debug', text: 'd' }],
    ['::add-mask::s', { kind: 'mask', secret: 's' }],
    ['::echo::on', { kind: 'nothing' }],
    ['::', { kind: 'output', text: '::' }],
    ['::error', { kind: 'output', text: '::error' }],
  ])('%s', (line, meaning) => {
    expect(read(line)).toEqual([meaning]);
  });

  test.each(['set-output name=a', 'save-state name=a', 'set-env name=a', 'add-path', 'add-matcher', 'stop-commands'])(
    '::%s is refused',
    (name) => {
      expect(read(`::${name}::`)[0]).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining(name.split(' ')[0] ?? ''),
      });
    },
  );
});

test('between stop-commands and its token nothing is a command', () => {
  expect(
    read('::stop-commands::tok', '::error::a', '::other::', '::tok::', '::error::b').map(({ kind }) => kind),
  ).toEqual(['nothing', 'output', 'output', 'nothing', 'annotation']);
});
