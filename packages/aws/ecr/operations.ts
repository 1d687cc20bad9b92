/** What is asked of ECR. */
export interface Operation {
  /** As the API names it. */
  name: string;
  /** The beginning of a sentence, which the repository follows. */
  doing: string;
  /** What a policy must allow. */
  actions: readonly string[];
  /** What else may be missing, as a sentence. */
  alsoNeeded?: string;
}

/** What this package asks of private registries. */
export const operations = {
  login: { name: 'GetAuthorizationToken', doing: 'Logging in to', actions: ['ecr:GetAuthorizationToken'] },
  describe: { name: 'DescribeRepositories', doing: 'Describing', actions: ['ecr:DescribeRepositories'] },
  create: { name: 'CreateRepository', doing: 'Creating', actions: ['ecr:CreateRepository'] },
  createTagged: { name: 'CreateRepository', doing: 'Creating', actions: ['ecr:CreateRepository', 'ecr:TagResource'] },
  getLifecycle: {
    name: 'GetLifecyclePolicy',
    doing: 'Reading the lifecycle policy of',
    actions: ['ecr:GetLifecyclePolicy'],
  },
  putLifecycle: {
    name: 'PutLifecyclePolicy',
    doing: 'Setting the lifecycle policy of',
    actions: ['ecr:PutLifecyclePolicy'],
  },
  listImages: { name: 'ListImages', doing: 'Listing the images of', actions: ['ecr:ListImages'] },
  findings: {
    name: 'DescribeImageScanFindings',
    doing: 'Reading the scan findings of an image in',
    actions: ['ecr:DescribeImageScanFindings'],
    alsoNeeded: 'Where enhanced scanning is on, allow inspector2:ListCoverage and inspector2:ListFindings too.',
  },
  startScan: { name: 'StartImageScan', doing: 'Starting the scan of an image in', actions: ['ecr:StartImageScan'] },
} as const satisfies Record<string, Operation>;

/** What it asks of ECR Public. */
export const publicOperations = {
  login: {
    name: 'GetAuthorizationToken',
    doing: 'Logging in to',
    actions: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
  },
  describe: { name: 'DescribeRepositories', doing: 'Describing', actions: ['ecr-public:DescribeRepositories'] },
  registries: {
    name: 'DescribeRegistries',
    doing: 'Reading the aliases of',
    actions: ['ecr-public:DescribeRegistries'],
  },
  create: { name: 'CreateRepository', doing: 'Creating', actions: ['ecr-public:CreateRepository'] },
  createTagged: {
    name: 'CreateRepository',
    doing: 'Creating',
    actions: ['ecr-public:CreateRepository', 'ecr-public:TagResource'],
  },
} as const satisfies Record<string, Operation>;
