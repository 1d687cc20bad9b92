import { codeSha256Of } from '@ci-actions/aws/lambda/code-sha256';
import type { Artifact } from '@ci-actions/release/protocol';
import type { BuiltZip } from './built-zip.ts';
import type { ImageUri } from './image-uri.ts';
import type { Architecture } from './platform.ts';

/** What is published: a zip, or an image that is in ECR already. */
export type Code =
  | { kind: 'zip'; build(): Promise<BuiltZip> }
  | {
      kind: 'image';
      /** With its digest. */
      uri: string;
      /** What the image says that it runs on, where that was read. */
      architecture?: Architecture | undefined;
    };

/** A Lambda function's code, or a layer; its digest is that of the zip, or of the image. */
export interface LambdaArtifact extends Artifact {
  kind: 'lambda';
  code: { kind: 'zip'; zip: BuiltZip } | { kind: 'image'; image: ImageUri; architecture: Architecture | undefined };
}

/** @returns the checksum as Lambda writes it: base64 of a zip's, hex of an image's */
export function codeSha256({ digest, code }: Pick<LambdaArtifact, 'digest' | 'code'>): string {
  const hex = digest.replace('sha256:', '');
  return code.kind === 'zip' ? codeSha256Of(hex) : hex;
}
