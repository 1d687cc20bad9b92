import { createEcr } from '@ci-actions/aws/ecr/ecr';
import { EcrError } from '@ci-actions/aws/ecr/ecr-error';
import type { ScanFinding, ScanReport } from '@ci-actions/aws/ecr/scan-report';
import { scriptedServer } from '@ci-actions/http/testing';
import { silent } from '@ci-actions/log/log';
import { describe, expect, test } from '@jest/globals';
import { parseAllowList } from './allow-list.ts';
import { createScanGate, type ScanGateOptions, ScanRefused, type ScanRequest } from './scan-gate.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const second = `sha256:${'cd'.repeat(32)}`;

const finding = (id: string, severity: string, more: Partial<ScanFinding> = {}): ScanFinding => ({
  id,
  severity,
  title: '',
  url: '',
  packages: [],
  suppressed: false,
  ...more,
});
const complete = (...findings: ScanFinding[]): ScanReport => ({
  status: 'COMPLETE',
  description: '',
  completedAt: new Date(0),
  counts: {},
  findings,
});
const status = (word: string, description = ''): ScanReport => ({
  status: word,
  description,
  counts: {},
  findings: [],
});
const bare = (word: string) => status(word);
const refusal = (code: string) => new EcrError(`ECR refused it with ${code}.`, code, 400);

type Step = ScanReport | undefined | Error;
/** 2026-12-01 */
const today = Date.UTC(2026, 11, 1);

/** A gate before an ECR that answers one step after the other; the last one is for all that come after it. */
function setup(
  steps: Step[],
  { allowList = '', ...more }: Partial<Omit<ScanGateOptions, 'allowList'>> & { allowList?: string } = {},
  start: Error | undefined = undefined,
) {
  let time = today;
  const waits: number[] = [];
  const logged: string[] = [];
  const calls: string[] = [];
  const line = (text: string) => logged.push(text);
  const ecr: ScanRequest['ecr'] = {
    async scanFindings(_name, asked) {
      calls.push(`look ${asked.slice(7, 9)}`);
      const step = steps.length > 1 ? steps.shift() : steps[0];
      if (step instanceof Error) throw step;
      return step;
    },
    async startScan(name, asked) {
      calls.push(`start ${name} ${asked.slice(7, 9)}`);
      if (start) throw start;
    },
  };
  const gate = createScanGate({
    failOn: 'high',
    allowList: parseAllowList(allowList, '.allow'),
    allowListFile: allowList === '' ? '' : '.allow',
    log: { info: line, notice: line, warning: line },
    now: () => time,
    sleep: async (ms) => {
      waits.push(ms);
      time += ms;
    },
    ...more,
  });
  const run = (digests = [digest]) => gate({ ecr, repository: 'app', name: '1.example/app', digests });
  return { run, waits, logged, calls, elapsed: () => time - today };
}

const thrown = async (work: Promise<unknown>): Promise<Error> => {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It should have failed.');
};

describe('waiting', () => {
  test('a scan that is there is judged at once', async () => {
    const { run, waits, logged } = setup([complete(finding('CVE-1', 'LOW'))]);
    expect(await run()).toMatchObject({ counts: { low: 1 } });
    expect(waits).toEqual([]);
    expect(logged).toEqual(['The scan of 1.example/app stops nothing: 1 low.']);
  });

  test('not found, pending, in progress: with waits that grow, and lines that say so', async () => {
    const { run, waits, logged, calls } = setup([
      undefined,
      undefined,
      status('PENDING'),
      status('IN_PROGRESS'),
      status('IN_PROGRESS'),
      status('IN_PROGRESS'),
      complete(),
    ]);
    expect(await run()).toMatchObject({ counts: {} });
    expect(waits).toEqual([1_000, 1_500, 2_250, 3_375, 5_062.5, 7_593.75]);
    expect(logged).toEqual([
      expect.stringMatching(
        /^Waiting for the scan of 1\.example\/app@sha256:abab\w*: 13\.2 s, and ECR says IN_PROGRESS\.$/,
      ),
      'The scan of 1.example/app stops nothing: nothing was found.',
    ]);
    expect(calls.filter((call) => call.startsWith('start'))).toEqual([]);
  });

  test.each(['COMPLETE', 'ACTIVE'])('%s before the findings arrive is waited for', async (word) => {
    const { run } = setup([bare(word), bare(word), complete(finding('CVE-1', 'CRITICAL'))]);
    expect((await thrown(run())).message).toContain('CVE-1 (critical)');
  });

  test('a count that the list has not reached is waited for', async () => {
    const counted = { ...complete(finding('CVE-1', 'LOW')), counts: { LOW: 1, CRITICAL: 1 } };
    const whole = { ...counted, findings: [finding('CVE-1', 'LOW'), finding('CVE-2', 'CRITICAL')] };
    expect((await thrown(setup([counted, whole]).run())).message).toContain('CVE-2 (critical)');
    expect((await thrown(setup([counted]).run())).message).toContain(
      'did not come to its end within 10 min 0 s: ECR counts 2 findings and lists 1. What is not judged does not ship',
    );
  });

  test('enhanced scanning of an image without findings shows nothing but ACTIVE: believed after a minute', async () => {
    const { run, elapsed, logged } = setup([bare('ACTIVE')]);
    expect(await run()).toMatchObject({ counts: {} });
    expect(elapsed()).toBeGreaterThanOrEqual(60_000);
    expect(logged).toContainEqual(
      expect.stringMatching(/ended without findings, and ECR has not told when; nothing more came in 1 min 0 s\.$/),
    );
  });

  test.each<[last: Step, says: string]>([
    [status('IN_PROGRESS'), 'ECR last said IN_PROGRESS'],
    [status('SOMETHING_NEW'), 'ECR last said SOMETHING_NEW'],
    [undefined, 'it has not even begun'],
  ])('for ten minutes, and not longer: %j', async (last, says) => {
    const { run, elapsed } = setup([last]);
    expect((await thrown(run())).message).toMatch(
      new RegExp(
        `^The scan of 1\\.example/app@${digest} did not come to its end within 10 min 0 s: ${says}\\. What is not judged does not ship; run the job again later\\.$`,
      ),
    );
    expect(elapsed()).toBe(600_000);
  });

  test('the budget is shared by the images', async () => {
    const { run, elapsed } = setup([status('PENDING')], { budgetMs: 5_000 });
    expect((await thrown(run([digest, second]))).message).toContain('within 5.0 s: ECR last said PENDING');
    expect(elapsed()).toBe(5_000);
  });

  test('an image that is not known everywhere yet is waited for, one that stays unknown is not', async () => {
    const missing = refusal('ImageNotFoundException');
    expect(await setup([missing, missing, complete()]).run()).toMatchObject({ counts: {} });
    expect(await thrown(setup([missing]).run())).toBe(missing);
  });

  test('what else ECR refuses ends it', async () => {
    const denied = refusal('AccessDeniedException');
    expect(await thrown(setup([denied]).run())).toBe(denied);
  });
});

describe('a repository that does not scan on push', () => {
  test('a scan is asked for once', async () => {
    const never = Array.from({ length: 12 }, () => undefined);
    const { run, calls, logged } = setup([...never, complete()]);
    expect(await run()).toMatchObject({ counts: {} });
    expect(calls.filter((call) => call.startsWith('start'))).toEqual(['start app ab']);
    expect(logged[1]).toMatch(/^No scan of .* had begun; one was asked for\.$/);
  });

  test.each(['LimitExceededException', 'ValidationException', 'AccessDeniedException'])(
    'where that is refused with %s, one that begins by itself is still good',
    async (code) => {
      const never = Array.from({ length: 8 }, () => undefined);
      expect(await setup([...never, complete()], {}, refusal(code)).run()).toMatchObject({ counts: {} });
    },
  );

  test.each(['ValidationException', 'AccessDeniedException'])('refused with %s, and none begins', async (code) => {
    const { run, elapsed } = setup([undefined], {}, refusal(code));
    expect((await thrown(run())).message).toMatch(
      /is not scanned: nothing began within \d+ min \d+ s, and no scan could be asked for\. Switch on scan on push for the repository, or in the scanning of the registry\. ECR refused it with \w+\.$/,
    );
    expect(elapsed()).toBeLessThan(120_000);
  });

  test('an image of a type that is not scanned cannot be judged', async () => {
    const { run } = setup([undefined], {}, refusal('UnsupportedImageTypeException'));
    expect((await thrown(run())).message).toContain('The status is UNSUPPORTED_IMAGE.');
  });

  test('another refusal ends it', async () => {
    const archived = refusal('ImageArchivedException');
    expect(await thrown(setup([undefined], {}, archived).run())).toBe(archived);
  });
});

describe('the threshold', () => {
  const all = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED', 'UNTRIAGED'].map((word) =>
    finding(`CVE-${word}`, word),
  );
  test.each([
    ['critical', 1, 'that is critical:'],
    ['high', 2, 'that are high or worse:'],
    ['medium', 3, 'that are medium or worse:'],
    ['low', 4, 'that are low or worse:'],
    ['informational', 5, 'that are informational or worse:'],
    ['undefined', 7, 'that are undefined or worse:'],
  ] as const)('%s', async (failOn, number, words) => {
    const error = await thrown(setup([complete(...all)], { failOn }).run());
    expect(error).toBeInstanceOf(ScanRefused);
    expect(error.message).toContain(`its scan has ${number} finding`);
    expect(error.message).toContain(words);
    const { result } = error as ScanRefused;
    expect(result.counts).toEqual({ critical: 1, high: 1, medium: 1, low: 1, informational: 1, undefined: 2 });
    expect(result.verdict.findings.filter(({ verdict }) => verdict === 'stops')).toHaveLength(number);
  });

  test('the whole sentence', async () => {
    const error = await thrown(setup([complete(finding('CVE-2026-9', 'HIGH'))]).run());
    expect(error.message).toBe(
      'The image in 1.example/app must not ship, because its scan has 1 finding that is high or worse: CVE-2026-9 (high). ' +
        'Update the packages that the summary names, or accept a finding for some time with a line in a file that the input scan-allow-list names: CVE-2026-9 until YYYY-MM-DD, and why.',
    );
  });

  test('many are counted and not all named; text of the scanner stays on its line', async () => {
    const many = Array.from({ length: 25 }, (_, n) => finding(`CVE-${n}\n::error::x`, 'CRITICAL'));
    const { message } = await thrown(setup([complete(...many)]).run());
    expect(message).toContain('its scan has 25 findings');
    expect(message).toContain(' and 15 more.');
    expect(message).not.toContain('\n');
  });

  test('what a rule of the account suppresses does not stop it', async () => {
    const { run } = setup([complete(finding('CVE-1', 'CRITICAL', { suppressed: true }))]);
    expect((await run()).markdown).toContain('suppressed in the account');
  });
});

describe('the allow-list', () => {
  const report = complete(finding('cve-2026-1', 'CRITICAL'), finding('CVE-2026-2', 'LOW'));

  test('accepts to its last day', async () => {
    const { run, logged } = setup([report], { allowList: 'CVE-2026-1 until 2026-12-01 not reachable' });
    const { verdict, markdown } = await run();
    expect(verdict.findings.map(({ id, verdict: one }) => [id, one])).toEqual([
      ['cve-2026-1', 'allowed'],
      ['CVE-2026-2', 'below'],
    ]);
    expect(markdown).toContain('allowed until 2026-12-01: not reachable');
    expect(logged).toEqual(['The scan of 1.example/app stops nothing: 1 critical, 1 low.']);
  });

  test('an entry that has ended is named', async () => {
    const { run, logged } = setup([report], { allowList: '\nCVE-2026-1 until 2026-11-30 not reachable' });
    expect((await thrown(run())).message).toContain(
      'CVE-2026-1 was allowed until 2026-11-30 (line 2 of .allow). Update',
    );
    expect(logged).toEqual(['Line 2 of the allow-list .allow (CVE-2026-1) ended on 2026-11-30 and counts no more.']);
  });

  test('entries without a finding are mentioned', async () => {
    const allowList = 'CVE-2026-1 until 2027-01-01\nCVE-2020-1 until 2027-01-01\nCVE-2026-2 until 2027-01-01';
    const { run, logged } = setup([report], { allowList });
    await run();
    expect(logged[0]).toBe('1 entry of the allow-list .allow had nothing to allow and can go: CVE-2020-1 (line 2).');
  });
});

describe('what cannot be judged never counts as clean', () => {
  test.each([
    ['UNSUPPORTED_IMAGE', 'the scanner does not know its operating system or its type'],
    ['FAILED', 'its scan failed; run the job again'],
    ['SCAN_ELIGIBILITY_EXPIRED', 'enhanced scanning has stopped watching it for its age'],
    ['FINDINGS_UNAVAILABLE', 'ECR has no findings of it to show'],
    ['LIMIT_EXCEEDED', 'a quota of the scanner is used up'],
    ['IMAGE_ARCHIVED', 'it is in the archive; restore it first'],
  ])('%s', async (word, why) => {
    const { run, waits } = setup([status(word, 'It is so.\n')]);
    const error = await thrown(run());
    expect(error).toBeInstanceOf(ScanRefused);
    expect(error.message).toContain(`1.example/app@${digest} cannot be judged, so that it must not ship: ${why}`);
    expect(error.message).toContain(
      ` (ECR says: It is so). The status is ${word}. Accept that for some time with a line in a file that the input scan-allow-list names: ${word} until YYYY-MM-DD, and why.`,
    );
    expect((error as ScanRefused).result.markdown).toContain('it could not be judged');
    expect(waits).toEqual([]);
  });

  test('but a person may accept it for some time', async () => {
    const { run } = setup([status('UNSUPPORTED_IMAGE')], {
      allowList: 'UNSUPPORTED_IMAGE until 2026-12-01 a static binary',
    });
    expect((await run()).markdown).toContain('allowed until 2026-12-01: a static binary');
    const late = setup([status('UNSUPPORTED_IMAGE')], { allowList: 'UNSUPPORTED_IMAGE until 2026-11-01' });
    expect((await thrown(late.run())).message).toContain('That was allowed until 2026-11-01 (line 1 of .allow).');
  });
});

describe('an index', () => {
  test('each of its images is asked, and the same finding is one', async () => {
    const { run, calls } = setup([
      complete(finding('CVE-1', 'LOW'), finding('CVE-2', 'LOW')),
      complete(finding('CVE-1', 'LOW')),
    ]);
    const { counts, verdict } = await run([digest, second, digest]);
    expect(calls).toEqual(['look ab', 'look cd']);
    expect(counts).toEqual({ low: 2 });
    expect(verdict.findings.map(({ id, images }) => [id, images.length])).toEqual([
      ['CVE-1', 2],
      ['CVE-2', 1],
    ]);
  });

  test('one image that cannot be judged stops it', async () => {
    const { run } = setup([complete(), status('FAILED')]);
    expect((await thrown(run([digest, second]))).message).toContain(`1.example/app@${second} cannot be judged`);
  });
});

test('over the wire, through the client of the SDK', async () => {
  const json = (body: object, code = 200) => ({ status: code, body: JSON.stringify(body) });
  const server = await scriptedServer(
    json({ __type: 'ScanNotFoundException', message: 'none' }, 400),
    json({ imageScanStatus: { status: 'ACTIVE' }, imageScanFindings: { findings: [] } }),
    json({
      imageScanStatus: { status: 'ACTIVE' },
      imageScanFindings: {
        findingSeverityCounts: { CRITICAL: 1 },
        enhancedFindings: [
          {
            severity: 'CRITICAL',
            packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2026-3', vulnerablePackages: [] },
          },
        ],
      },
    }),
  );
  const ecr = createEcr({
    region: 'us-east-1',
    credentials: async () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }),
    log: silent,
    mask: () => {},
    env: { AWS_ENDPOINT_URL_ECR: server.origin.href },
  });
  try {
    const gate = createScanGate({
      failOn: 'critical',
      allowList: [],
      allowListFile: '',
      log: silent,
      sleep: async () => {},
    });
    await expect(gate({ ecr, repository: 'app', name: 'app', digests: [digest] })).rejects.toThrow(
      'CVE-2026-3 (critical)',
    );
    expect(server.received).toHaveLength(3);
  } finally {
    ecr.close();
    await server.close();
  }
});
