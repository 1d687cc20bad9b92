import { InputError } from '@ci-actions/errors/errors';

/** An image in ECR, by its digest. */
export interface ImageUri {
  /** As it was given. */
  uri: string;
  /** `sha256:<hex>` */
  digest: string;
}

/**
 * @param text `<account>.dkr.ecr.<region>.amazonaws.com/app@sha256:<hex>`, as `publish-image-to-ecr` gives it
 * @throws InputError for an image without a digest: a tag may name another one tomorrow
 */
export function readImageUri(text: string): ImageUri {
  const found = /^[\w.:/-]+@(sha256:[0-9a-f]{64})$/.exec(text.trim());
  if (!found?.[1]) {
    throw new InputError(
      `The input image-uri is ${JSON.stringify(text)}, which names no image by its digest. Give the output image of publish-image-to-ecr; it looks like 123456789012.dkr.ecr.eu-central-1.amazonaws.com/app@sha256:….`,
    );
  }
  return { uri: text.trim(), digest: found[1] };
}
