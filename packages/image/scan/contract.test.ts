import { createEcr } from '@ci-actions/aws/ecr/ecr';
import type { ScanOptions } from '@ci-actions/local/aws/ecr/scan';
import { smallImage } from '@ci-actions/local/aws/ecr/testing';
import { startAws } from '@ci-actions/local/aws/server';
import { silent } from '@ci-actions/log/log';
import { expect, test } from '@jest/globals';
import { createScanGate } from './scan-gate.ts';

const keys = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
const high = { name: 'CVE-2026-1', severity: 'HIGH' as const, uri: 'https://cve.example/1' };
const enhanced = { severity: 'HIGH', title: 'x', packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2026-2' } };

/** What the gate says of an image before the embedded ECR; time is that of its waits. */
async function judge(scan: ScanOptions, scanOnPush = true): Promise<string> {
  const image = smallImage();
  const aws = await startAws({
    region: 'eu-central-1',
    users: [keys],
    repositories: [{ name: 'app', scanOnPush, scans: { '*': scan } }],
  });
  const env = aws.environment();
  const ecr = createEcr({ region: 'eu-central-1', credentials: async () => keys, log: silent, mask: () => {}, env });
  let time = 0;
  const sleep = async (ms: number) => {
    time += ms;
  };
  const gate = createScanGate({
    failOn: 'high',
    allowList: [],
    allowListFile: '',
    log: silent,
    now: () => time,
    sleep,
  });
  try {
    await aws.ecr.repository('app').put({ ...image, tag: 'v1' });
    const { counts } = await gate({ ecr, repository: 'app', name: 'app', digests: [image.digest] });
    return JSON.stringify(counts);
  } catch (error) {
    return (error as Error).message;
  } finally {
    ecr.close();
    await aws.close();
  }
}

test.each<[name: string, scan: ScanOptions, scanOnPush: boolean, says: RegExp]>([
  ['basic', { findings: [high] }, true, /CVE-2026-1 \(high\)/],
  [
    'basic, complete before its findings',
    { steps: ['COMPLETE_EMPTY', 'COMPLETE_EMPTY', 'COMPLETE'], findings: [high] },
    true,
    /CVE-2026-1/,
  ],
  ['basic, clean', { findings: [] }, true, /^\{\}$/],
  ['enhanced', { enhanced: [enhanced] }, true, /CVE-2026-2 \(high\)/],
  [
    'enhanced, active before its findings',
    { steps: ['NOT_FOUND', 'ACTIVE_EMPTY', 'ACTIVE'], enhanced: [enhanced] },
    true,
    /CVE-2026-2/,
  ],
  ['enhanced, clean', { enhanced: [] }, true, /^\{\}$/],
  ['enhanced, clean, and it never says more', { steps: ['ACTIVE_EMPTY'], enhanced: [] }, true, /^\{\}$/],
  ['not on push: asked for', { findings: [high] }, false, /CVE-2026-1/],
  ['cannot be scanned', { steps: ['UNSUPPORTED_IMAGE'] }, true, /The status is UNSUPPORTED_IMAGE\./],
  [
    'never ends',
    { steps: ['IN_PROGRESS'] },
    true,
    /did not come to its end within 10 min 0 s: ECR last said IN_PROGRESS/,
  ],
])('%s', async (_name, scan, scanOnPush, says) => {
  expect(await judge(scan, scanOnPush)).toMatch(says);
});
