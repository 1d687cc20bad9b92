/** What may be asked of S3: the permission that it needs, and how a sentence about it begins. */
export interface Operation {
  /** As in a policy. */
  action: string;
  doing: string;
}

export const operations = {
  list: { action: 's3:ListBucket', doing: 'Listing' },
  get: { action: 's3:GetObject', doing: 'Reading' },
  head: { action: 's3:GetObject', doing: 'Looking at' },
  put: { action: 's3:PutObject', doing: 'Uploading' },
  delete: { action: 's3:DeleteObject', doing: 'Deleting from' },
} as const satisfies Record<string, Operation>;

/** What a policy must name as the resource, after `arn:aws:s3:::`. */
export function resourceOf(operation: Operation, bucket: string, key: string | undefined): string {
  if (operation.action === 's3:ListBucket') return bucket;
  return `${bucket}/${key ?? '*'}`;
}
