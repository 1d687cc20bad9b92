/** What a repository is created with. Settings of one that is there are its owner's, and stay. */
export interface RepositorySettings {
  mutability: 'MUTABLE' | 'IMMUTABLE';
  /** Patterns of tags for which the opposite holds, at most five; `*` stands for any text. */
  exclusions: readonly string[];
  scanOnPush: boolean;
  /** KMS without a key: the key that AWS manages. */
  encryption: { type: 'AES256' | 'KMS'; kmsKey?: string };
  /** A lifecycle policy as JSON; none where it is missing. */
  lifecyclePolicy?: string;
  /** Resource tags of the repository. */
  tags: Readonly<Record<string, string>>;
}
