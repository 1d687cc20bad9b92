import { AwsError } from '../error.ts';

/** A refusal of ECR's control plane; nearly all of them are a 400. */
export function refused(code: string, message: string): AwsError {
  return new AwsError(400, code, message);
}

/** @param constraint what the value should have been, without a full stop */
export function invalidParameter(at: string, constraint: string): AwsError {
  return refused(
    'InvalidParameterException',
    `Invalid parameter at '${at}' failed to satisfy constraint: '${constraint}'`,
  );
}

export function repositoryNotFound(name: string, account: string): AwsError {
  return refused(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${account}'`,
  );
}

/** How ECR names an image in its sentences, with `null` for what was not given. */
export function imageIdText({ imageDigest, imageTag }: ImageId): string {
  return `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`;
}

export interface ImageId {
  imageDigest?: string | undefined;
  imageTag?: string | undefined;
}

export function imageNotFound(id: ImageId, name: string, account: string): AwsError {
  return refused(
    'ImageNotFoundException',
    `The image with imageId ${imageIdText(id)} does not exist within the repository with name '${name}' in the registry with id '${account}'`,
  );
}
