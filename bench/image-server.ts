// What images are pushed to, in a process of its own so that a client is measured alone. Prints its URL, then for each
// line that it reads a line of JSON: how many bytes of blobs came to the registry since the line before.
//   --registry URL           a registry that is there already, whose bytes are counted
//   --registry URL --front   the same behind ECR's tokens
//   (neither)                the embedded ECR
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { AwsOptions } from '@ci-actions/local/aws/options';
import { startAws } from '@ci-actions/local/aws/server';
import { type Passed, passOn } from '@ci-actions/local/ecr-front/pass-on';
import { startEcrFront } from '@ci-actions/local/ecr-front/start-front';
import { benchUser, repositoryNames } from './image-door.ts';

const { values } = parseArgs({ options: { registry: { type: 'string' }, front: { type: 'boolean' } } });
const aws: AwsOptions = {
  region: 'us-east-1',
  users: [benchUser],
  repositories: repositoryNames.map((name) => ({ name })),
};
let passed: Passed[] = [];
const server = await (async () => {
  const { registry: registryUrl, front } = values;
  if (registryUrl === undefined) return startAws(aws);
  if (front) return startEcrFront({ ...aws, registryUrl });
  const target = new URL(registryUrl);
  const tap = createServer((request, response) => {
    passOn(request, response, target).then(
      (one) => passed.push(one),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
  const { port } = tap.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => tap.close() };
})();
console.log(server.url);
for await (const _ of createInterface({ input: process.stdin })) {
  const blobs = passed.filter(({ path }) => path.includes('/blobs/'));
  console.log(JSON.stringify(blobs.reduce((sum, { bytes }) => sum + bytes, 0)));
  passed = [];
}
await server.close();
