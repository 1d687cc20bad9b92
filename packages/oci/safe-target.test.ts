import { expect, test } from '@jest/globals';
import { safeTarget } from './safe-target.ts';

const tls = 'https://registry.test:8443/v2/app/blobs/uploads/';
const plain = 'http://127.0.0.1:5000/v2/app/blobs/uploads/';

test.each([
  [tls, '/v2/app/blobs/uploads/1?_state=a%2Fb', 'https://registry.test:8443/v2/app/blobs/uploads/1?_state=a%2Fb'],
  [tls, 'https://storage.test/x?sig=1', 'https://storage.test/x?sig=1'],
  // A registry behind a proxy that ends TLS.
  [tls, 'http://registry.test/v2/app/1', 'https://registry.test:8443/v2/app/1'],
  [tls, 'http://storage.test/x', undefined],
  [tls, 'http://169.254.169.254/latest', undefined],
  [tls, 'file:///etc/passwd', undefined],
  [tls, 'javascript:1', undefined],
  [tls, 'https://', undefined],
  [tls, undefined, undefined],
  [plain, 'http://127.0.0.1:9000/x', 'http://127.0.0.1:9000/x'],
  [plain, 'https://storage.test/x', 'https://storage.test/x'],
])('from %s to %s: %s', (base, location, target) => {
  expect(safeTarget(location, new URL(base))?.href).toBe(target);
});
