import type { DownloadUrls } from '../download-urls.ts';
import type { Content } from '../store.ts';
import type { Exchange, Handler, Reply } from './exchange.ts';
import { RegistryError } from './refusal.ts';

export function headBlob(exchange: Exchange): Reply {
  const { digest, size } = blobOf(exchange, 'BatchCheckLayerAvailability');
  const headers = {
    'content-length': size,
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
  };
  return { status: 200, headers };
}

/** ECR sends whoever wants a blob to S3. */
export function getBlob(downloads: DownloadUrls): Handler {
  return (exchange) => {
    const { digest } = blobOf(exchange, 'GetDownloadUrlForLayer');
    const location = downloads.make(exchange.registry, exchange.name, digest, exchange.time);
    return { status: 307, headers: { location } };
  };
}

function blobOf(exchange: Exchange, action: string): Content {
  const found = exchange.open(action).blobs.get(exchange.route.reference ?? '');
  if (!found) throw new RegistryError(404, 'BLOB_UNKNOWN', 'Requested layer not found');
  return found;
}
