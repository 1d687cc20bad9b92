import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { startAws } from '../aws/server.ts';
import { checks } from './checks.ts';
import { openProbe, type Probe } from './probe.ts';
import { realServers } from './real-servers.ts';

describe('the embedded S3', () => {
  const keys = { accessKeyId: 'AKIAPROBE', secretAccessKey: 'probe-secret' };
  let probe: Probe;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const aws = await startAws({ users: [keys] });
    probe = openProbe({ url: aws.url, region: aws.region, ...keys });
    close = aws.close;
  });
  afterAll(async () => {
    probe.close();
    await close();
  });
  for (const check of checks) {
    test(`${check.row} ${check.name}`, async () => {
      await check.run(probe);
      await check.strict?.(probe);
    });
  }
});

for (const { title, server, missing, deviates, known } of realServers(process.env)) {
  describe(title, () => {
    if (!server) {
      // A server that is not there is said, not passed over.
      process.stdout.write(`${title}: not probed, ${missing}\n`);
      test.skip(`28 checks: skipped, ${missing}`, () => {});
      return;
    }
    const probe = openProbe(server);
    afterAll(() => probe.close());
    for (const check of checks) {
      const deviation = deviates.get(check.row);
      const note =
        deviation === undefined ? '' : ` (deviates: ${deviation}${known ? '' : '; another version, not asserted'})`;
      test(`${check.row} ${check.name}${note}`, async () => {
        const failure = await check.run(probe).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (deviation === undefined && failure !== undefined) throw failure;
        if (deviation !== undefined && known && failure === undefined) {
          throw new Error(`${title} passes row ${check.row} now: take it out of the table of deviations.`);
        }
      });
    }
  });
}
