import { expect, test } from '@jest/globals';
import { readRuntime } from '../platform.ts';
import { explainPip } from './explain-pip.ts';

const where = { runtime: readRuntime('python3.12'), architecture: 'arm64' } as const;

// As pip 23.2 and 25 print it.
test.each<[string, readonly string[], string]>([
  [
    'no wheel at all',
    [
      'ERROR: Could not find a version that satisfies the requirement source==1.0 (from versions: none)',
      'ERROR: No matching distribution found for source==1.0',
    ],
    '"source==1.0" has no wheel for Python 3.12 on arm64 with glibc 2.34; the index has it as source only, for other platforms, or not at all. Choose',
  ],
  [
    'other versions',
    [
      'ERROR: Could not find a version that satisfies the requirement a==9 (from b) (from versions: 1.0, 1.1, 2.0, 2.1, 2.2, 3.0)',
      'ERROR: No matching distribution found for a==9 (from b)',
    ],
    '"a==9" has no wheel for Python 3.12 on arm64 with glibc 2.34; the index has it as source only, for other platforms, or not at all. There are wheels of … 1.1, 2.0, 2.1, 2.2, 3.0.',
  ],
  [
    'no answer',
    [
      "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/shop/",
      'ERROR: Could not find a version that satisfies the requirement shop (from versions: none)',
      'ERROR: No matching distribution found for shop',
    ],
    'the package index does not answer; check `PIP_INDEX_URL` and the network',
  ],
  [
    'another content',
    [
      'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated',
      '    a==1.0 from http://127.0.0.1:9/files/a-1.0-py3-none-any.whl#sha256=1 (from -r r.txt (line 1)):',
      '        Expected sha256 0000',
    ],
    'what the index serves for "a==1.0" is not what was locked, because its hash is another',
  ],
  [
    'a wheel by its address',
    ['ERROR: a-2.0-cp27-none-win32.whl is not a supported wheel on this platform.'],
    '"a-2.0-cp27-none-win32.whl" is a wheel for another platform than Python 3.12 on arm64',
  ],
  [
    'hashes of some',
    ['ERROR: Hashes are required in --require-hashes mode, but they are missing from some requirements.'],
    'some of its lines have hashes and others have none',
  ],
  [
    'another Python',
    ["ERROR: Package 'a' requires a different Python: 3.12 not in '>=3.13'"],
    '"a" needs Python >=3.13, and the runtime has 3.12.',
  ],
])('%s', (_what, lines, sentence) => {
  expect(explainPip(lines, where)).toContain(sentence);
});

test('of anything else it says nothing', () => {
  expect(explainPip(['ERROR: Something else.'], where)).toBeUndefined();
});
