import { allow, type Call, operation } from '../call.ts';
import { readArchive } from '../code.ts';
import { timestamp } from '../describe.ts';
import { invalid, malformed, notFound } from '../errors.ts';
import { blob, list, members, optional, text } from '../input.ts';
import type { LayerVersion } from '../layers.ts';
import { layerArn, type Place, readLayerName, readLayerVersion } from '../names.ts';
import { page } from '../paging.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html */
export const publishLayerVersion = operation(
  201,
  {
    Content: members({
      ZipFile: optional(blob),
      S3Bucket: optional(text({ min: 3, max: 63 })),
      S3Key: optional(text({ min: 1, max: 1024 })),
      S3ObjectVersion: optional(text({ min: 1, max: 1024 })),
    }),
    Description: optional(text({ max: 256 })),
    CompatibleRuntimes: optional(list(text(), 15)),
    CompatibleArchitectures: optional(list(text({ oneOf: ['x86_64', 'arm64'] }), 2)),
    LicenseInfo: optional(text({ max: 512 })),
  },
  (call, { Content, Description, CompatibleRuntimes, CompatibleArchitectures, LicenseInfo }) => {
    const layer = readLayerName(call.path.LayerName ?? '', call.home);
    allow(call, layerArn(layer, layer.name));
    const { archive, sha256 } = readArchive(Content, call.sources, layer, call.principal);
    const version = call.layers.add(layer, layer.name, {
      archive,
      sha256,
      description: Description ?? '',
      runtimes: CompatibleRuntimes ?? [],
      architectures: CompatibleArchitectures ?? [],
      license: LicenseInfo,
      created: call.time,
    });
    call.save({ account: layer.account, region: layer.region, layer: layer.name });
    return withContent(call, layer, layer.name, version);
  },
);

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html */
export const getLayerVersion = operation(200, {}, (call) => {
  const { LayerName = '', VersionNumber = '' } = call.path;
  const layer = readLayerName(LayerName, call.home);
  if (!/^\d{1,9}$/.test(VersionNumber)) {
    throw malformed(VersionNumber, 'versionNumber', 'Member must be a number');
  }
  return read(call, layer, layer.name, Number(VersionNumber));
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html */
export const getLayerVersionByArn = operation(200, {}, (call) => {
  const layer = readLayerVersion(call.request.query.get('Arn') ?? '');
  if (layer.region !== call.home.region) throw invalid(`Invalid Layer name: ${layerArn(layer, layer.name)}`);
  return read(call, layer, layer.name, layer.version);
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html: newest first */
export const listLayerVersions = operation(200, {}, (call) => {
  const layer = readLayerName(call.path.LayerName ?? '', call.home);
  allow(call, '*');
  const all = call.layers.versions(layer, layer.name).toReversed();
  const { items, more } = page(all, `layer ${layer.name}`, call.request.query, 50);
  return { LayerVersions: items.map((version) => about(layer, layer.name, version)), ...more };
});

function read(call: Call, place: Place, name: string, number: number): object {
  const arn = layerArn(place, name, number);
  allow(call, arn);
  const found = call.layers.find(place, name, number);
  if (!found) throw notFound('The resource you requested does not exist.');
  return withContent(call, place, name, found);
}

function about(place: Place, name: string, version: LayerVersion): object {
  const { runtimes, architectures, license } = version;
  return {
    LayerVersionArn: layerArn(place, name, version.version),
    Version: version.version,
    Description: version.description,
    CreatedDate: timestamp(version.created),
    ...(runtimes.length > 0 ? { CompatibleRuntimes: runtimes } : {}),
    ...(architectures.length > 0 ? { CompatibleArchitectures: architectures } : {}),
    ...(license === undefined ? {} : { LicenseInfo: license }),
  };
}

function withContent(call: Call, place: Place, name: string, version: LayerVersion): object {
  const { archive, sha256 } = version;
  return {
    Content: {
      Location: call.urls.make(archive.bytes, call.time),
      CodeSha256: sha256,
      CodeSize: archive.bytes.length,
    },
    LayerArn: layerArn(place, name),
    ...about(place, name, version),
  };
}
