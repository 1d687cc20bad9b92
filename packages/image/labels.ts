/** Where an image says what it is: https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md */
export const labelNames = {
  source: 'org.opencontainers.image.source',
  revision: 'org.opencontainers.image.revision',
  version: 'org.opencontainers.image.version',
  created: 'org.opencontainers.image.created',
  title: 'org.opencontainers.image.title',
} as const;
