import { DescribeImageScanFindingsCommand, DescribeImagesCommand, StartImageScanCommand } from '@aws-sdk/client-ecr';
import { afterEach, expect, test } from '@jest/globals';
import type { ScanOptions } from './scan.ts';
import { type Bench, outcome, smallImage, startBench } from './testing.ts';

const image = smallImage();
const repositoryName = 'app';
const imageId = { imageTag: 'v1' };
let bench: Bench;
afterEach(() => bench.close());

async function begin(scan: ScanOptions | undefined, scanOnPush = true): Promise<void> {
  bench = await startBench({
    repositories: [{ name: repositoryName, scanOnPush, ...(scan ? { scans: { v1: scan } } : {}) }],
  });
  await bench.aws.ecr.repository(repositoryName).put({ ...image, tag: 'v1' });
}
const ask = (more: object = {}) =>
  bench.ecr.send(new DescribeImageScanFindingsCommand({ repositoryName, imageId, ...more }));
/** The statuses, or errors, of so many questions. */
async function statuses(count: number): Promise<(string | undefined)[]> {
  const seen = [];
  for (let at = 0; at < count; at++) {
    seen.push(
      await ask().then(
        (answer) => answer.imageScanStatus?.status,
        (thrown) => thrown.name,
      ),
    );
  }
  return seen;
}

const finding = (name: string, severity: 'HIGH' | 'LOW') => ({ name, severity, description: `about ${name}` });
const findings = [finding('CVE-1', 'HIGH'), finding('CVE-2', 'LOW'), finding('CVE-3', 'LOW')];

test('basic: not there at first, then in progress, then complete with its findings in pages', async () => {
  await begin({ findings });
  expect(await statuses(3)).toEqual(['ScanNotFoundException', 'IN_PROGRESS', 'COMPLETE']);
  const first = await ask({ maxResults: 2 });
  const second = await ask({ maxResults: 2, nextToken: first.nextToken });
  expect([first, second].map((page) => page.imageScanFindings?.findings?.map(({ name }) => name))).toEqual([
    ['CVE-1', 'CVE-2'],
    ['CVE-3'],
  ]);
  expect(second.nextToken).toBeUndefined();
  expect(first.imageScanFindings?.findingSeverityCounts).toEqual({ HIGH: 1, LOW: 2 });
  expect(first.imageScanFindings?.imageScanCompletedAt).toBeInstanceOf(Date);
  const { imageDetails } = await bench.ecr.send(new DescribeImagesCommand({ repositoryName }));
  expect(imageDetails).toMatchObject([
    {
      imageScanStatus: { status: 'COMPLETE' },
      imageScanFindingsSummary: { findingSeverityCounts: { HIGH: 1, LOW: 2 } },
    },
  ]);
});

test('complete before the findings have arrived: an empty list without counts', async () => {
  await begin({ steps: ['COMPLETE_EMPTY', 'COMPLETE'], findings });
  const [first, second] = [await ask(), await ask()];
  expect([first.imageScanStatus?.status, first.imageScanFindings]).toEqual(['COMPLETE', { findings: [] }]);
  expect(second.imageScanFindings?.findings).toHaveLength(3);
});

test('enhanced: pending, then active with findings of another shape', async () => {
  const enhanced = [
    {
      severity: 'CRITICAL',
      title: 'CVE-9',
      score: 9.8,
      firstObservedAt: 1_700_000_000,
      packageVulnerabilityDetails: { vulnerabilityId: 'CVE-9' },
    },
  ];
  await begin({ enhanced });
  expect(await statuses(3)).toEqual(['ScanNotFoundException', 'PENDING', 'ACTIVE']);
  const { imageScanFindings } = await ask();
  expect(imageScanFindings).toMatchObject({
    findingSeverityCounts: { CRITICAL: 1 },
    enhancedFindings: [{ title: 'CVE-9', packageVulnerabilityDetails: { vulnerabilityId: 'CVE-9' } }],
  });
  expect(imageScanFindings?.enhancedFindings?.[0]?.firstObservedAt).toEqual(new Date(1_700_000_000_000));
  expect(await outcome(bench.ecr.send(new StartImageScanCommand({ repositoryName, imageId })))).toBe(
    'ValidationException',
  );
});

for (const status of ['FAILED', 'UNSUPPORTED_IMAGE'] as const) {
  test(`${status}, with the sentence that was given`, async () => {
    await begin({ steps: ['IN_PROGRESS', status], description: 'it is so' });
    expect(await statuses(2)).toEqual(['IN_PROGRESS', status]);
    expect((await ask()).imageScanStatus).toEqual({ status, description: 'it is so' });
  });
}

test('without scan on push there is no scan until one is started', async () => {
  await begin({ steps: ['COMPLETE'] }, false);
  expect(await statuses(2)).toEqual(['ScanNotFoundException', 'ScanNotFoundException']);
  const started = await bench.ecr.send(new StartImageScanCommand({ repositoryName, imageId }));
  expect(started.imageScanStatus?.status).toBe('IN_PROGRESS');
  expect(await statuses(1)).toEqual(['COMPLETE']);
  expect(await outcome(ask({ imageId: { imageTag: 'none' } }))).toBe('ImageNotFoundException');
});

test('by digest, said while it runs', async () => {
  await begin(undefined);
  bench.aws.ecr.repository(repositoryName).scan(image.digest, { steps: ['COMPLETE'], findings });
  expect((await ask()).imageScanFindings?.findings).toHaveLength(3);
});
