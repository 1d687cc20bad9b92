import type { ScanFinding } from '@ci-actions/aws/ecr/scan-report';
import { expect, test } from '@jest/globals';
import { parseAllowList } from './allow-list.ts';
import { judgeFindings } from './judge-findings.ts';
import { renderFindings } from './render-findings.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const now = Date.UTC(2026, 11, 1);

function render(findings: Partial<ScanFinding>[], allowList = '', status = 'COMPLETE', description = ''): string {
  const all = findings.map((one) => ({
    id: 'CVE-1',
    severity: 'HIGH',
    title: '',
    url: '',
    packages: [],
    suppressed: false,
    ...one,
  }));
  const report = { status, description, counts: {}, findings: all };
  return renderFindings('app', judgeFindings(new Map([[digest, report]]), 'high', parseAllowList(allowList, 'f'), now));
}

test('nothing found', () => {
  expect(render([])).toBe('#### ✅ Scan of `app`: nothing is high or worse\n');
});

test('worst first, with what stops before what does not', () => {
  const markdown = render(
    [
      { id: 'CVE-3', severity: 'LOW' },
      { id: 'CVE-1', severity: 'CRITICAL' },
      {
        id: 'CVE-2',
        url: 'https://cve.example/2',
        packages: [
          { name: 'openssl', version: '3.0.1', fixedIn: '3.0.2' },
          { name: 'libssl', version: '3.0.1', fixedIn: '3.0.2' },
        ],
      },
      { id: 'CVE-4', severity: 'HIGH', suppressed: true },
    ],
    'CVE-1 until 2026-12-31 because\nCVE-2 until 2026-01-31\nCVE-9 until 2027-01-01',
  );
  expect(markdown).toBe(`#### ❌ Scan of \`app\`: 1 finding is high or worse

| Severity | Found | Stop | Allowed | Suppressed |
| --- | ---: | ---: | ---: | ---: |
| critical | 1 | 0 | 1 | 0 |
| high | 2 | 1 | 0 | 1 |
| low | 1 | 0 | 0 | 0 |

| Severity | Finding | Package | Fixed in | Note |
| --- | --- | --- | --- | --- |
| high | [CVE\\-2](https://cve.example/2) | \`openssl 3.0.1\`, \`libssl 3.0.1\` | \`3.0.2\` | no longer allowed since 2026-01-31 |
| critical | CVE\\-1 |  |  | allowed until 2026-12-31: because |
| high | CVE\\-4 |  |  | suppressed in the account |
| low | CVE\\-3 |  |  |  |

Entries of the allow-list that have ended: \`CVE-2\` (line 2, until 2026-01-31).

Entries of the allow-list with nothing to allow: \`CVE-9\` (line 3, until 2027-01-01).
`);
});

test.each([
  ['https://cve.example/a', '[CVE\\-1](https://cve.example/a)'],
  ['https://cve.example/a)<script>|"x`y', '[CVE\\-1](https://cve.example/a%29%3Cscript%3E%7C%22x%60y)'],
  ['http://cve.example/a', 'CVE\\-1'],
  ['javascript:alert(1)', 'CVE\\-1'],
  ['data:text/html,x', 'CVE\\-1'],
  ['https://user:pw@cve.example/', 'CVE\\-1'],
  [`https://cve.example/${'a'.repeat(600)}`, 'CVE\\-1'],
  ['not a url', 'CVE\\-1'],
])('only a plain https link is a link: %s', (url, cell) => {
  expect(render([{ url }])).toContain(`| high | ${cell} |  |`);
});

test('hostile text stays text, in its cell', () => {
  const evil = '<img src=x onerror=alert(1)>|`**x**`\n\n# @octocat ![i](https://evil.example/i.png)';
  const markdown = render(
    [{ id: evil, severity: evil, packages: [{ name: evil, version: evil, fixedIn: evil }] }],
    '',
    'FAILED',
    evil,
  );
  const outside = markdown.replace(/(`+)(?:(?!\1)[\s\S])*?[^`]\1(?!`)/g, 'CODE');
  expect(outside).not.toMatch(/<img|\]\(https|(^|\s)@octocat|^# @/m);
  expect(markdown.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(6);
});

test('what could not be judged is said', () => {
  expect(render([], '', 'UNSUPPORTED_IMAGE', 'No OS.')).toBe(
    `#### ❌ Scan of \`app\`: it could not be judged\n\n> \`${digest}\` could not be judged: \`UNSUPPORTED_IMAGE\` No OS.\n`,
  );
});

test('many are cut, and said to be', () => {
  const many = Array.from({ length: 1_050 }, (_, n) => ({
    id: `CVE-${n}-${'x'.repeat(5_000)}`,
    packages: Array.from({ length: 9 }, () => ({ name: 'n'.repeat(5_000), version: '1', fixedIn: '' })),
  }));
  const markdown = render(many);
  expect(markdown).toContain('… 1,000 more; the console of ECR has every one.');
  expect(markdown).toContain(', … 6 more |');
  expect(Buffer.byteLength(markdown)).toBeLessThan(100_000);
});
