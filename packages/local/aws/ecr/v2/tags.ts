import { referrersOf } from '../operations/referrers.ts';
import type { Exchange, Reply } from './exchange.ts';
import { RegistryError } from './refusal.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };

/** GET tags/list, in pages that are linked: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags */
export function listTags(exchange: Exchange): Reply {
  const repository = exchange.open('ListImages');
  const { query, route } = exchange;
  const count = query.get('n') ?? '100';
  if (!/^[1-9]\d{0,3}$/.test(count) || Number(count) > 1000) {
    throw new RegistryError(400, 'PAGINATION_NUMBER_INVALID', `n must be between 1 and 1000, not '${count}'`);
  }
  const last = query.get('last');
  const rest = [...repository.tags.keys()].sort().filter((tag) => last === null || tag > last);
  const tags = rest.slice(0, Number(count));
  const more = new URLSearchParams({ last: tags.at(-1) ?? '', n: count });
  const link = `<${exchange.base}/v2/${route.repository}/tags/list?${more}>; rel="next"`;
  return {
    status: 200,
    headers: { ...json, ...(tags.length < rest.length ? { link } : {}) },
    body: JSON.stringify({ name: route.repository, tags }),
  };
}

/** GET referrers: what is about an image, as an index. */
export function listReferrers(exchange: Exchange): Reply {
  const repository = exchange.open('ListImageReferrers');
  const wanted = exchange.query.get('artifactType');
  const manifests = referrersOf(repository, exchange.route.reference ?? '').filter(
    ({ artifactType }) => wanted === null || artifactType === wanted,
  );
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  return {
    status: 200,
    headers: { 'content-type': mediaType, ...(wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }) },
    body: JSON.stringify({ schemaVersion: 2, mediaType, manifests }),
  };
}
