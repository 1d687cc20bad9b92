import { expect, test } from '@jest/globals';
import { lineOf, read } from './test-tools.ts';

const of = (examples: unknown[], summary: object = {}, messages: unknown[] = []) => ({
  messages,
  examples,
  summary: { example_count: examples.length, ...summary },
});

test('every field of a failed example', async () => {
  const { cases } = await read(
    of([
      {
        id: './spec/calc_spec.rb[1:1:1]',
        description: 'raises',
        full_description: 'Calc#divide by zero raises',
        status: 'failed',
        file_path: './spec/calc_spec.rb',
        line_number: 17,
        run_time: 0.0045,
        pending_message: null,
        exception: {
          class: 'RSpec::Expectations::ExpectationNotMetError',
          message: '\nexpected: 1\n     got: 2\n',
          backtrace: ['./lib/calc.rb:3', './spec/calc_spec.rb:19'],
        },
      },
    ]),
  );
  expect(cases).toEqual([
    {
      suite: { path: ['Calc#divide by zero'], declaredMs: 0 },
      name: 'raises',
      className: '',
      state: 'failed',
      attempts: 1,
      flaky: false,
      message: 'expected: 1',
      details:
        'RSpec::Expectations::ExpectationNotMetError:\nexpected: 1\n     got: 2\n./lib/calc.rb:3\n./spec/calc_spec.rb:19',
      file: './spec/calc_spec.rb',
      line: 17,
      durationMs: 4.5,
    },
  ]);
});

test.each([
  [{ status: 'passed' }, 'passed', ''],
  [{ status: 'pending', pending_message: 'Not yet\nimplemented' }, 'skipped', 'Not yet'],
  [{ status: 'failed', exception: null }, 'failed', ''],
  [{ status: 'failed', exception: { class: 'Oops', message: null, backtrace: null } }, 'failed', 'Oops'],
  [{ status: 'odd' }, 'failed', 'The report gives this case the state "odd", which is not known.'],
  [{ status: 7 }, 'failed', 'The report gives this case no state.'],
])('%j is %s', async (fields, expected, message) => {
  const { cases } = await read(of([{ description: 'a', full_description: 'S a', ...fields }]));
  expect(cases.map(lineOf)).toEqual([`S > a: ${expected}`]);
  expect(cases[0]?.message).toBe(message);
});

test.each([
  [1, 'An error occurred outside of the examples.'],
  [2, '2 errors occurred outside of the examples.'],
])('%d errors outside of the examples are no success', async (errors_outside_of_examples_count, message) => {
  const messages = ['\nAn error occurred while loading ./spec/a_spec.rb.', 7, '\u001b[31mNameError\u001b[0m'];
  expect((await read(of([], { errors_outside_of_examples_count }, messages))).suiteFailures).toEqual([
    {
      suite: { path: [], declaredMs: 0 },
      message,
      details: 'An error occurred while loading ./spec/a_spec.rb.\n\nNameError',
    },
  ]);
});

test('messages alone are no failure', async () => {
  const messages = ['Run options: include {:focus=>true}'];
  expect(await read(of([], { errors_outside_of_examples_count: 0 }, messages))).toMatchObject({ suiteFailures: [] });
});

test('an example that is no object is refused', async () => {
  await expect(read(of([null]))).rejects.toThrow('has an RSpec example that is no object');
});
