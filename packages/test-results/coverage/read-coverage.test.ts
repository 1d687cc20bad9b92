import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inFolder, pieces } from '../test-tools.ts';
import { mergeCoverage, percentage } from './merge-coverage.ts';
import type { CoverageOutcome } from './model.ts';
import { readCoverage, readCoverageText } from './read-coverage.ts';

const sizes = [1, 7, 10_000];

/** For each file `lines covered/total`, with `branches covered/total` where known. */
async function shown(text: string, size = 7, workspace?: string): Promise<Record<string, string>> {
  const { format, files } = await readCoverageText(pieces(text, size), workspace);
  return summary({ readable: true, file: 'c', format, files });
}

function summary(...outcomes: CoverageOutcome[]): Record<string, string> {
  return Object.fromEntries(
    mergeCoverage(outcomes).files.map(({ file, lines, branches }) => [
      file,
      [lines, ...(branches ? [branches] : [])].map(({ covered, total }) => `${covered}/${total}`).join(' '),
    ]),
  );
}

const line = (number: number, hits: number, more = '') => `<line number="${number}" hits="${hits}"${more}/>`;
const cls = (file: string, lines: string) =>
  `<class name="C" filename="${file}" line-rate="0.9"><methods/><lines>${lines}</lines></class>`;
const cobertura = (classes: string, sources = '') =>
  `<?xml version="1.0" ?>\n<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n<coverage line-rate="0.5" version="7">\n<sources>${sources}</sources>\n<packages><package name="p"><classes>${classes}</classes></package></packages></coverage>`;
const jacoco = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r"><sessioninfo id="x" start="1" dump="2"/>${body}</report>`;
const half = ' branch="true" condition-coverage="50% (1/2)"';

const coveragePy = cobertura(cls('pkg/a.py', line(1, 1) + line(2, 0, half) + line(4, 1)), '<source>/w/src</source>');
const istanbul = cobertura(
  `<class name="a.ts" filename="src/a.ts"><methods><method name="f" hits="1" signature="()V"><lines>${line(1, 3)}</lines></method></methods><lines>${line(1, 3)}${line(2, 0)}</lines></class>`,
  '<source>/w</source>',
);
const ofJacoco = jacoco(
  '<package name="com/x"><class name="com/x/A" sourcefilename="A.java"><counter type="LINE" missed="9" covered="9"/></class><sourcefile name="A.java"><line nr="3" mi="0" ci="2" mb="1" cb="3"/><line nr="4" mi="5" ci="0" mb="0" cb="0"/><counter type="LINE" missed="1" covered="1"/></sourcefile></package><counter type="LINE" missed="1" covered="1"/>',
);
const lcov =
  'TN:\nSF:src/a.js\nFN:1,f\nFNDA:1,f\nDA:1,2\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nLF:2\nLH:1\nend_of_record\nSF:src/b.js\nDA:1,1,abc\nend_of_record\n';

describe('reads', () => {
  test.each([
    ['Cobertura of coverage.py', coveragePy, { '/w/src/pkg/a.py': '2/3 1/2' }],
    ['Cobertura of Istanbul, lines in methods too', istanbul, { '/w/src/a.ts': '1/2' }],
    [
      'Cobertura of coverlet: classes of one file, the root as source',
      cobertura(cls('w/A.cs', line(1, 0) + line(2, 0)) + cls('w/A.cs', line(2, 5) + line(3, 0)), '<source>/</source>'),
      { '/w/A.cs': '1/3' },
    ],
    [
      'Cobertura of Windows',
      cobertura(
        cls('src\\A.cs', line(1, 1, ' branch="True" condition-coverage="100% (2/2)"')),
        '<source>C:\\w\\</source>',
      ),
      { 'C:/w/src/A.cs': '1/1 2/2' },
    ],
    [
      'Cobertura with several sources',
      cobertura(cls('a.py', line(1, 1)), '<source>/w/one</source><source>/w/two</source>'),
      { 'a.py': '1/1' },
    ],
    [
      'an absolute file beside a source',
      cobertura(cls('/x/a.py', line(1, 1)), '<source>/w</source>'),
      { '/x/a.py': '1/1' },
    ],
    ['Cobertura without files', cobertura(''), {}],
    ['JaCoCo', ofJacoco, { 'com/x/A.java': '1/2 3/4' }],
    [
      'JaCoCo with groups',
      jacoco(
        '<group name="api"><package name="x"><sourcefile name="A.kt"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></group><group name="web"><package name="x"><sourcefile name="A.kt"><line nr="1" mi="1" ci="0" mb="0" cb="0"/></sourcefile></package></group>',
      ),
      { 'api/x/A.kt': '1/1', 'web/x/A.kt': '0/1' },
    ],
    [
      'JaCoCo without lines: the counters of the file',
      jacoco(
        '<package name="x"><sourcefile name="A.kt"><counter type="BRANCH" missed="1" covered="1"/><counter type="LINE" missed="3" covered="7"/></sourcefile></package>',
      ),
      { 'x/A.kt': '7/10 1/2' },
    ],
    ['LCOV', lcov, { 'src/a.js': '1/2 1/2', 'src/b.js': '1/1' }],
    ['LCOV with lines of Windows', lcov.replaceAll('\n', '\r\n'), { 'src/a.js': '1/2 1/2', 'src/b.js': '1/1' }],
    ['LCOV with sums only', 'SF:a.c\nLF:10\nLH:4\nBRF:6\nBRH:2\nend_of_record', { 'a.c': '4/10 2/6' }],
    [
      'the same file twice in LCOV, other lines and branches each time',
      'SF:a.c\nDA:1,1\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nend_of_record\nSF:./a.c\nDA:2,3\nDA:9,0\nBRDA:1,0,0,-\nBRDA:1,0,1,4\nend_of_record\n',
      { 'a.c': '2/3 2/2' },
    ],
    ['a byte order mark is not in the text, blanks are', `\n\n${lcov}`, { 'src/a.js': '1/2 1/2', 'src/b.js': '1/1' }],
    [
      'a line with more branches than are told apart',
      jacoco(
        '<package name="x"><sourcefile name="A"><line nr="1" mi="0" ci="1" mb="10" cb="90"/></sourcefile></package>',
      ),
      { 'x/A': '1/1 90/100' },
    ],
  ])('%s', async (_what, text, expected) => {
    for (const size of sizes) expect(await shown(text, size)).toEqual(expected);
  });

  test('a file inside of the workspace is named relative to it', async () => {
    expect(await shown(coveragePy, 7, '/w')).toEqual({ 'src/pkg/a.py': '2/3 1/2' });
    expect(await shown(coveragePy, 7, '/w/src/')).toEqual({ 'pkg/a.py': '2/3 1/2' });
    expect(await shown(coveragePy, 7, '/w/sr')).toEqual({ '/w/src/pkg/a.py': '2/3 1/2' });
    expect(await shown('SF:/w/../etc/passwd\nDA:1,1\nend_of_record', 7, '/w')).toEqual({ '/etc/passwd': '1/1' });
  });
});

describe('refuses', () => {
  test.each([
    ['', 'is empty', undefined],
    [' \n', 'holds nothing but blanks', undefined],
    ['hello', 'is no format of coverage that is known', 1],
    ['{"total": 1}', 'is no format of coverage that is known', 1],
    ['<testsuite/>', 'is XML, but no format of coverage that is known: its root is <testsuite>', 1],
    [
      '<coverage>\n<project timestamp="1"/></coverage>',
      'is Clover XML; write Cobertura XML, JaCoCo XML or LCOV instead',
      2,
    ],
    ['<coverage version="1"/>', 'has the root <coverage>, but no <packages>: it is no Cobertura XML', 1],
    ['<report/>', 'has the root <report>, but is no JaCoCo XML', 1],
    [
      '<!DOCTYPE coverage [<!ENTITY x "y">]>\n<coverage/>',
      'declares a document type of its own (DTD), which coverage has no need of',
      1,
    ],
    ['<coverage><packages>\n<package>', 'ends inside <package>', 2],
    ['<coverage><packages>\n<package></packages></coverage>', 'has a <package> that is not closed', 2],
    [`${cobertura('')}<coverage/>`, 'holds a second document', 5],
    [`${cobertura('')}x`, 'has text after its root element', 5],
    ['<coverage>'.repeat(300), 'nests elements deeper than 200', 1],
    [cobertura(cls('a', line(-1, 1))), 'names the line "-1", which is no number of a line', 5],
    [cobertura(cls('a', '<line hits="1"/>')), 'names the line "", which is no number of a line', 5],
    [cobertura(cls('a', line(1e9, 1))), 'names the line "1000000000", which is no number of a line', 5],
    [cobertura('<class/>'), 'has a class without a file', 5],
    ['SF:a\nDA:1,1\n', 'ends inside a record: its end_of_record is missing', 2],
    ['SF:a\nSF:b\nend_of_record', 'has a record that does not end before the next one', 2],
    ['SF:a\nDA:x,1\nend_of_record', 'names the line "x", which is no number of a line', 2],
    ['SF:a\nDA:1\nend_of_record', 'has a DA line without a count', 2],
    ['SF:a\nBRDA:1,0\nend_of_record', 'has a BRDA line without a count', 2],
    ['TN:\nDA:1,1\nend_of_record', 'has lines outside of a record', 2],
    ['SF:a\nwhat is this\nend_of_record', 'has a line that is no LCOV', 2],
  ])('%j', async (text, reason, at) => {
    for (const size of sizes) {
      await expect(readCoverageText(pieces(text, size))).rejects.toMatchObject({ message: reason, line: at });
    }
  });

  test('a file that is not there', async () => {
    expect(await readCoverage('/nowhere/c.xml', 'c.xml')).toEqual({
      readable: false,
      file: 'c.xml',
      reason: 'could not be read (ENOENT)',
      line: undefined,
    });
  });
});

test('a file on the disk, in UTF-16', async () => {
  const outcome = await inFolder({ 'c.xml': Buffer.from(`\ufeff${coveragePy}`, 'utf16le') }, async (folder) => {
    await writeFile(path.join(folder, 'other'), '');
    return readCoverage(path.join(folder, 'c.xml'), 'c.xml', '/w');
  });
  expect(outcome).toMatchObject({ readable: true, file: 'c.xml', format: 'Cobertura XML' });
  expect(summary(outcome)).toEqual({ 'src/pkg/a.py': '2/3 1/2' });
});

describe('several reports', () => {
  const read = async (text: string): Promise<CoverageOutcome> => ({
    readable: true,
    file: 'c',
    ...(await readCoverageText(pieces(text, 100))),
  });

  test('the lines of one file are united, whatever the format', async () => {
    const merged = mergeCoverage([
      await read(cobertura(cls('src/a.js', line(1, 0) + line(2, 4) + line(3, 0)))),
      await read(lcov),
      { readable: false, file: 'broken.xml', reason: 'is empty', line: undefined },
    ]);
    expect(merged.files.map(({ file, lines }) => [file, lines.covered, lines.total])).toEqual([
      ['src/a.js', 2, 3],
      ['src/b.js', 1, 1],
    ]);
    expect(merged.lines).toEqual({ covered: 3, total: 4 });
    expect(merged.branches).toEqual({ covered: 1, total: 2 });
    expect(merged.unreadable).toHaveLength(1);
  });

  test('a report is not changed by being merged', async () => {
    const [one, other] = [await read(lcov), await read(lcov.replace('DA:2,0', 'DA:2,1'))];
    expect(summary(one, other)['src/a.js']).toBe('2/2 1/2');
    expect(summary(one)['src/a.js']).toBe('1/2 1/2');
  });

  test('no reports', () => {
    expect(mergeCoverage([])).toEqual({
      files: [],
      lines: { covered: 0, total: 0 },
      branches: undefined,
      unreadable: [],
    });
  });
});

test.each([
  [0, 0, undefined],
  [0, 3, '0.00'],
  [1, 3, '33.33'],
  [2, 3, '66.66'],
  [79_999, 100_000, '79.99'],
  [99_999_999, 100_000_000, '99.99'],
  [7, 7, '100.00'],
  [29, 100, '29.00'],
])('%d of %d is %s', (covered, total, expected) => {
  expect(percentage({ covered, total })).toBe(expected);
});

describe('whatever comes', () => {
  test.each([
    ['Cobertura', coveragePy],
    ['JaCoCo', ofJacoco],
  ])('%s that was cut is never readable', async (_what, text) => {
    for (let length = 0; length < text.length; length++) {
      await expect(readCoverageText(pieces(text.slice(0, length), 50))).rejects.toThrow();
    }
  });

  test('LCOV that was cut inside a record is never readable', async () => {
    const record = 'SF:src/a.js\nDA:1,2\nDA:2,0\nend_of_record';
    for (let length = 0; length < record.length; length++) {
      await expect(readCoverageText(pieces(record.slice(0, length), 50))).rejects.toThrow();
    }
  });

  test('it is read, or refused in words', async () => {
    const token = fc.constantFrom(
      ...'<coverage>|</coverage>|<packages>|</packages>|<class filename="a">|</class>|<line number="1" hits="1"/>|<report>|</report>|<sourcefile name="x">|</sourcefile>|<line nr="3" ci="x"/>|SF:a\n|DA:1,1\n|DA:,\n|BRDA:1,1,1,1\n|end_of_record\n|<![CDATA[|]]>|&|<!--|-->|<?x?>|"|TN:\n'.split(
        '|',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(token, fc.string()), { maxLength: 30 }), fc.nat(20), async (parts, size) => {
        try {
          const { files } = await readCoverageText(pieces(parts.join(''), size + 1));
          for (const lines of files.values()) expect(lines.lines.covered).toBeLessThanOrEqual(lines.lines.total);
        } catch (error) {
          expect((error as Error).name).toBe('UnreadableError');
        }
      }),
      { numRuns: 300 },
    );
  });
});
