import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Case, SuiteFailure } from '../model.ts';
import { pieces } from '../test-tools.ts';
import { UnreadableError } from '../unreadable-error.ts';
import { readXml } from './read-xml.ts';

/** What comes out of a text: the cases, or why it was refused. */
async function read(text: string, size: number, scan: boolean) {
  const cases: Case[] = [];
  const failures: SuiteFailure[] = [];
  const sink = {
    testCase: (one: Case) => void cases.push(one),
    suiteFailure: (failure: SuiteFailure) => void failures.push(failure),
  };
  try {
    await readXml(pieces(text, size), sink, scan);
    return { cases, failures };
  } catch (error) {
    if (error instanceof UnreadableError) return { refused: error.message };
    throw error;
  }
}

/** With the scanner and without it, the same must come out. */
async function expectSame(text: string, size: number): Promise<void> {
  expect(await read(text, size, true)).toEqual(await read(text, 100_000, false));
}

const suite = (inner: string) => `<testsuites><testsuite name="s">${inner}</testsuite></testsuites>`;

describe('the scanner and htmlparser2 read alike', () => {
  test.each([
    ['well-formed', suite('<testcase name="a" classname="b" time="1"/>\n<testcase name="c" classname="d" time="2"/>')],
    [
      'other attributes in the next tag',
      suite('<testcase name="a" time="1"/><testcase time="1" name="a"/><testcase name="b"/>'),
    ],
    ['single quotes', suite("<testcase name='a\"b'/><testcase name='c' time=\"1\"/>")],
    ['blanks in tags', suite('<testcase  name="a"\n\ttime="1"  ></testcase><testcase name="b" />')],
    ['blanks around =', suite('<testcase name = "a"/>')],
    ['no quotes', suite('<testcase name=a/><testcase name=b><failure/></testcase>')],
    ['no value', suite('<testcase name/><testcase hidden name="x"/>')],
    ['no blank between attributes', suite('<testcase name="a"classname="b"/>')],
    ['quotes in quotes', suite('<testcase name="a "b" c"/><testcase name="d"/>')],
    ['an attribute twice', suite('<testcase name="a" name="b"/><testcase name="c" name="d"/>')],
    [
      '< and > in an attribute',
      suite('<testcase name="a<b>c"/><testcase name="x"><failure message="1 > 2 &lt; <i>"/></testcase>'),
    ],
    [
      'entities',
      suite(
        '<testcase name="&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&nbsp;&;& &#0;&#xd800;&#x1F600;"><failure>&amp;lt; &lt</failure></testcase>',
      ),
    ],
    ['CDATA', suite('<testcase><failure><![CDATA[a ]] > ]]]><![CDATA[<b>]]>c</failure></testcase>')],
    ['CDATA without an end', suite('<testcase><failure><![CDATA[a').slice(0, -10)],
    ['comments', suite('<!-- <testcase/> -- --><testcase/><!----><testcase/>')],
    ['instructions', `<?xml version="1.0"?><?a > ?>${suite('<?b?><testcase/>')}`],
    ['a document type', `<!DOCTYPE testsuites SYSTEM "a.dtd">${suite('<testcase/>')}`],
    ['blanks in an end tag', suite('<testcase ></testcase ><testcase><failure>a</failure\n></testcase>')],
    ['an end tag of nothing', suite('<testcase></b></testcase>')],
    ['an end tag too few', suite('<testcase><failure></testcase><testcase/>')],
    ['two end tags at once', suite('<testcase><failure></testsuite>')],
    ['a < in the text', suite('<testcase><failure>a < b <1></failure></testcase>')],
    ['prefixes', '<j:testsuite xmlns:j="x"><j:testcase j:name="a" name="b"/></j:testsuite>'],
    ['a slash in a tag', suite('<testcase / name="a"/><testcase/>')],
    ['text after the root', `${suite('<testcase/>')} x`],
    ['text before it', `x ${suite('<testcase/>')}`],
    ['a control character', suite('<testcase name="\u0000\u001b"/><test\u0001case/>')],
    ['astral characters', suite('<testcase name="🎉"><failure>漢🎉</failure></testcase>')],
  ])('%s', async (_what, text) => {
    for (const size of [1, 2, 3, 5, 8, 13, 10_000]) await expectSame(text, size);
  });

  test('for any mixture, cut anywhere', async () => {
    const part = fc.constantFrom(
      '<testsuite name="s">',
      '</testsuite>',
      '<testcase name="a" time="1"/>',
      '<testcase name="b" classname="c">',
      '</testcase>',
      '<failure message="m" type="t">',
      '</failure>',
      '<skipped/>',
      '<error',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&lt;',
      '&#65;',
      '&',
      '<',
      '>',
      '/>',
      '</',
      '"',
      "'",
      '=',
      ' ',
      '\n',
      'name',
      'x',
      '<?xml version="1.0"?>',
      '?>',
      '<flakyFailure/>',
      '<j:testcase name="é"/>',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 25 }), fc.integer({ min: 1, max: 30 }), async (parts, size) => {
        await expectSame(`<testsuites>${parts.join('')}`, size);
      }),
      { numRuns: 1_500 },
    );
  });

  test('for a report with one mistake', async () => {
    const whole = suite(
      '<testcase name="a" classname="c" time="0.1"/>\n<testcase name="b" classname="c" time="0.2"><failure message="1 &lt; 2" type="T"><![CDATA[at b]]></failure></testcase>\n<testcase name="d" classname="c"/>',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(4),
        fc.constantFrom('', '<', '>', '"', '&', '/', '=', ' ', 'é', ']]>', '<b>', '</b>', "'"),
        fc.integer({ min: 1, max: 60 }),
        async (at, cut, put, size) => {
          await expectSame(whole.slice(0, at) + put + whole.slice(at + cut), size);
        },
      ),
      { numRuns: 1_500 },
    );
  });
});

describe('what would fill the memory', () => {
  async function* endless(head: string, piece: string, count: number): AsyncGenerator<string> {
    yield head;
    for (let index = 0; index < count; index++) yield piece;
  }
  const long = 'x'.repeat(1_000_000);
  const refused = async (head: string, count: number, scan = true) => {
    const sink = { testCase: () => {}, suiteFailure: () => {} };
    return readXml(endless(head, long, count), sink, scan).then(
      () => undefined,
      (error: UnreadableError) => error.message,
    );
  };

  test('a tag without an end is refused', async () => {
    expect(await refused('<testsuite><testcase name="', 6)).toBe('has a tag of more than 4000000 characters');
    expect(await refused('<testsuite><testcase name=a b="', 20)).toMatch(/^has a tag.* of more than \d+ characters$/);
  });

  test('a text, CDATA and a comment of any length are read in pieces', async () => {
    for (const head of ['<failure>', '<system-out><![CDATA[', '<!--']) {
      expect(await refused(`<testsuite><testcase>${head}`, 30)).toMatch(/^ends inside|^has a tag, a comment/);
    }
  });
});
