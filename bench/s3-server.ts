// An AWS in a process of its own, with a bucket and a function, so that a client is measured alone. Prints its URL, then a line of counts for each line
// that it reads: how many requests of each operation there were since the line before.
import { createInterface } from 'node:readline';
import { startAws } from '@ci-actions/local/aws/server';

const counts = new Map<string, number>();
const aws = await startAws({
  region: 'us-east-1',
  users: [{ accessKeyId: 'bench', secretAccessKey: 'bench' }],
  buckets: [{ name: 'bench' }],
  functions: [{ name: 'bench', handler: 'app.handler' }],
  onRequest: ({ operation }) => void counts.set(operation, (counts.get(operation) ?? 0) + 1),
});
console.log(aws.url);
for await (const _ of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(Object.fromEntries(counts)));
  counts.clear();
}
await aws.close();
