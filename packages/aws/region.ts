import { InputError } from '@ci-actions/errors/errors';

/** A group of regions with accounts, names and hosts of its own. */
interface Partition {
  /** As in an ARN: `arn:aws-cn:...`. */
  id: string;
  /** What the names of its hosts end in. */
  hosts: string;
  /** Where its console is. */
  console: string;
  /** For whom STS wants an OIDC token to be made. */
  audience: string;
}

const commercial: Partition = {
  id: 'aws',
  hosts: 'amazonaws.com',
  console: 'console.aws.amazon.com',
  audience: 'sts.amazonaws.com',
};

/** By the beginning of a region's name; a longer one comes before a shorter. */
const partitions: readonly (readonly [prefix: string, partition: Partition])[] = [
  [
    'cn-',
    { id: 'aws-cn', hosts: 'amazonaws.com.cn', console: 'console.amazonaws.cn', audience: 'sts.amazonaws.com.cn' },
  ],
  ['us-gov-', { ...commercial, id: 'aws-us-gov', console: 'console.amazonaws-us-gov.com' }],
  ['us-isob-', { ...commercial, id: 'aws-iso-b', hosts: 'sc2s.sgov.gov', console: 'console.sc2shome.sgov.gov' }],
  ['us-iso-', { ...commercial, id: 'aws-iso', hosts: 'c2s.ic.gov', console: 'console.c2shome.ic.gov' }],
  ['eusc-', { ...commercial, id: 'aws-eusc', hosts: 'amazonaws.eu', console: 'console.amazonaws-eusc.eu' }],
];

/** The partition of a region; a region that nobody knows yet is taken for one of the large partition. */
export function partitionOf(region: string): Partition {
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? commercial;
}

/**
 * The region to work in: the input, or what `aws-actions/configure-aws-credentials` left in the environment.
 *
 * @param input the input `aws-region`; empty counts as not given
 * @param env the environment variables
 * @throws InputError where there is none, or where it cannot be the name of one
 */
export function regionFrom(input: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const given = [
    ['the input aws-region', input],
    ['AWS_REGION', env.AWS_REGION],
    ['AWS_DEFAULT_REGION', env.AWS_DEFAULT_REGION],
  ] as const;
  for (const [source, value] of given) {
    const region = value?.trim();
    if (region) return checkRegion(region, source);
  }
  throw new InputError(
    'The AWS region is not known. Give the input aws-region, for example eu-central-1, or set the environment variable AWS_REGION.',
  );
}

/**
 * Holds a text to the form of a region's name. A name of the right form that does not exist is found out by AWS.
 *
 * @param region the name
 * @param source where it comes from, for the sentence
 * @returns the name
 * @throws InputError where it cannot be the name of a region
 */
export function checkRegion(region: string, source = 'the input aws-region'): string {
  if (/^[a-z]{2,8}(-[a-z]{2,16}){1,3}-\d{1,2}$/.test(region)) return region;
  throw new InputError(
    `${JSON.stringify(region)} (from ${source}) is not an AWS region. A region looks like eu-central-1.`,
  );
}
