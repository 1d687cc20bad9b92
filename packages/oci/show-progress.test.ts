import { expect, test } from '@jest/globals';
import { mediaTypes } from './descriptor.ts';
import { describeCopy, showProgress } from './show-progress.ts';

test('a line for each blob that is done, and one every five seconds for one that takes long', () => {
  const lines: string[] = [];
  let time = 0;
  const show = showProgress({ info: (line) => void lines.push(line) }, () => time);
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
  const long = { digest: digest('a'), mediaType: mediaTypes.layer, size: 300_000_000 };
  const config = { digest: digest('b'), mediaType: mediaTypes.config, size: 1_234, sent: 0 };
  show({ ...long, sent: 0 });
  show(config);
  show({ ...config, outcome: 'there' });
  for (let sent = 0; sent < 300_000_000; sent += 10_000_000) {
    time += 400;
    show({ ...long, sent });
  }
  show({ ...long, sent: 300_000_000, outcome: 'uploaded' });
  show({ digest: digest('c'), mediaType: mediaTypes.dockerManifest, size: 5, sent: 0, outcome: 'mounted' });
  expect(lines).toEqual([
    'Config sha256:bbbbbbbbbbbb: is there already (1.2 kB)',
    'Layer sha256:aaaaaaaaaaaa: 120.0 MB of 300.0 MB (40%), 23.1 MB/s',
    'Layer sha256:aaaaaaaaaaaa: 250.0 MB of 300.0 MB (83%), 24.0 MB/s',
    'Layer sha256:aaaaaaaaaaaa: uploaded 300.0 MB in 12.0 s',
    'Layer sha256:cccccccccccc: mounted (5 B) in 0 ms',
  ]);
});

test('a copy as a sentence', () => {
  expect(describeCopy({ blobs: { there: 2, mounted: 0, uploaded: 1 }, bytes: 1_500 })).toBe(
    'Sent 1.5 kB: 1 blob uploaded, 0 mounted, 2 there already.',
  );
});
