import type { RepositorySettings } from '@ci-actions/aws/ecr/repository-settings';
import { InputError } from '@ci-actions/errors/errors';
import { workspaceText } from '@ci-actions/workspace/workspace-text';

/** The inputs that say how a repository is created, as the action reads them. */
export interface RepositoryInputs {
  /** `repository-immutable`: a tag that is there is never moved. */
  immutable: boolean;
  /** `repository-mutable-tags`: the tags that move all the same; `*` stands for any text. */
  mutableTags: readonly string[];
  /** `repository-scan-on-push` */
  scanOnPush: boolean;
  /** `repository-lifecycle`: how many untagged images are kept, `none`, or the path of a policy in JSON. */
  lifecycle: string;
  /** `repository-kms-key`: `aws` for the key that AWS manages, or one of the account; empty for AES256. */
  kmsKey: string;
  /** `repository-tags`: resource tags, as `key=value`. */
  tags: readonly string[];
  workspace: string;
}

/** ECR's own bound. */
const mostFilters = 5;
/** How many untagged images a new repository keeps, where nobody says otherwise. */
const keptByDefault = 20;

/**
 * What a repository is to be created with.
 *
 * @throws InputError where an input is not what ECR takes
 */
export function readRepositorySettings(inputs: RepositoryInputs): RepositorySettings {
  const { immutable, mutableTags, scanOnPush, lifecycle, kmsKey, tags, workspace } = inputs;
  const policy = lifecyclePolicy(lifecycle.trim(), workspace);
  const key = kmsKey.trim();
  return {
    mutability: immutable ? 'IMMUTABLE' : 'MUTABLE',
    // In a repository whose tags all move, nothing is to be excluded.
    exclusions: immutable ? checkFilters(mutableTags) : [],
    scanOnPush,
    encryption: key === '' ? { type: 'AES256' } : key === 'aws' ? { type: 'KMS' } : { type: 'KMS', kmsKey: key },
    ...(policy === undefined ? {} : { lifecyclePolicy: policy }),
    tags: resourceTags(tags),
  };
}

/**
 * A lifecycle policy that deletes untagged images but the newest. Images with a tag are never touched: one of them may be
 * what runs in production, and any may be what a rollback needs. Those of several platforms stay as long as their index.
 */
export function keepUntagged(count: number): string {
  const rule = {
    rulePriority: 1,
    description: `Keep the newest ${count} untagged images`,
    selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: count },
    action: { type: 'expire' },
  };
  return JSON.stringify({ rules: [rule] });
}

function lifecyclePolicy(text: string, workspace: string): string | undefined {
  if (text === 'none') return undefined;
  if (text === '') return keepUntagged(keptByDefault);
  if (/^\d+$/.test(text)) {
    const count = Number(text);
    if (count >= 1 && count <= 100_000) return keepUntagged(count);
    throw new InputError(`The input \`repository-lifecycle\` is ${text}; set it to a number from 1 to 100000.`);
  }
  const policy = workspaceText(workspace, text, 'repository-lifecycle');
  let parsed: unknown;
  try {
    parsed = JSON.parse(policy);
  } catch (cause) {
    throw new InputError(`The lifecycle policy ${text} is no JSON.`, { cause });
  }
  const { rules } = (parsed ?? {}) as { rules?: unknown };
  if (Array.isArray(rules) && rules.length > 0) return policy;
  throw new InputError(
    `The lifecycle policy ${text} has no rules. Give it a list "rules" with at least one, or set \`repository-lifecycle\` to none.`,
  );
}

function checkFilters(filters: readonly string[]): readonly string[] {
  if (filters.length > mostFilters) {
    throw new InputError(
      `The input \`repository-mutable-tags\` has ${filters.length} patterns, and ECR takes at most ${mostFilters}; join some with a *.`,
    );
  }
  for (const filter of filters) {
    if (/^[\w.*-]{1,128}$/.test(filter)) continue;
    throw new InputError(
      `The input \`repository-mutable-tags\` has ${JSON.stringify(filter)}, which is no pattern for tags; it may have letters, digits, . _ - and *.`,
    );
  }
  return [...new Set(filters)];
}

function resourceTags(lines: readonly string[]): Record<string, string> {
  const tags = new Map<string, string>();
  for (const line of lines) {
    const equals = line.indexOf('=');
    const key = line.slice(0, Math.max(0, equals)).trim();
    const value = line.slice(equals + 1).trim();
    const takes = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
    if (
      key !== '' &&
      key.length <= 128 &&
      value.length <= 256 &&
      takes.test(key) &&
      takes.test(value) &&
      !/^aws:/i.test(key)
    ) {
      tags.set(key, value);
      continue;
    }
    throw new InputError(
      `The input \`repository-tags\` has ${JSON.stringify(line)}, which is no resource tag. It looks like team=web; AWS takes letters, digits, blanks and _ . : / = + - @, and no key that begins with aws:.`,
    );
  }
  return Object.fromEntries(tags);
}
