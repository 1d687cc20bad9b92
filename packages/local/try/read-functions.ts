import {
  type AliasConfiguration,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  LambdaClient,
  paginateListAliases,
  paginateListVersionsByFunction,
} from '@aws-sdk/client-lambda';
import { recordsOf } from './recorded.ts';
import { region, type World } from './world.ts';

/** One version of a function that an environment holds, as AWS and GitHub say themselves. */
export interface HeldFunction {
  environment: string;
  name: string;
  /** Empty where no alias is on it. */
  alias: string;
  /** Such as `3`; empty where the function has no version. */
  version: string;
  /** `sha256:` and the hex of CodeSha256. */
  digest: string;
  /** What its description says; empty where it does not. */
  release: string;
  commit: string;
  published: Date | undefined;
  /** Whether a successful deployment of the environment names this digest for this function. */
  recorded: boolean;
}

/**
 * Reads the functions of every environment back with AWS's own client; nothing here comes from the memory of the runner.
 *
 * @returns for each function a row per alias; without any the newest version, or a row that holds nothing
 */
export async function readFunctions(world: World): Promise<HeldFunction[]> {
  const { aws, environments, reader } = world;
  const lambda = new LambdaClient({ region, endpoint: aws.url, credentials: reader });
  try {
    const all = await Promise.all(
      environments.flatMap(({ name: environment, functions }) =>
        functions.map(({ name }) => readFunction(lambda, world, environment, name)),
      ),
    );
    return all.flat();
  } finally {
    lambda.destroy();
  }
}

async function readFunction(
  client: LambdaClient,
  world: World,
  environment: string,
  FunctionName: string,
): Promise<HeldFunction[]> {
  const aliases: AliasConfiguration[] = [];
  for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName })) aliases.push(...Aliases);
  if (aliases.length > 0) {
    return Promise.all(
      aliases.map(async ({ Name: alias = '' }) =>
        held(
          world,
          environment,
          alias,
          await client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: alias })),
        ),
      ),
    );
  }
  const versions: FunctionConfiguration[] = [];
  for await (const { Versions = [] } of paginateListVersionsByFunction({ client }, { FunctionName })) {
    versions.push(...Versions.filter(({ Version }) => Version !== '$LATEST'));
  }
  const newest = versions.sort((a, b) => Number(a.Version) - Number(b.Version)).at(-1);
  return [newest ? held(world, environment, '', newest) : { environment, name: FunctionName, ...nothing }];
}

const nothing = {
  ...{ alias: '', version: '', digest: '', release: '', commit: '' },
  ...{ published: undefined, recorded: false },
};

function held(
  world: World,
  environment: string,
  alias: string,
  {
    FunctionName: name = '',
    Version: version = '',
    CodeSha256 = '',
    Description = '',
    LastModified,
  }: FunctionConfiguration,
): HeldFunction {
  const digest = `sha256:${Buffer.from(CodeSha256, 'base64').toString('hex')}`;
  const [, release = '', commit = ''] = /^(.+) commit ([0-9a-f]{40})$/.exec(Description) ?? [];
  const recorded = recordsOf(world, environment).some(
    (record) => record.digest === digest && isOf(record.target, name),
  );
  const published = LastModified === undefined ? undefined : new Date(LastModified);
  return { environment, name, alias, version, digest, release, commit, published, recorded };
}

/** Whether a record's target is this function, by its name or its ARN, with an alias or without. */
function isOf(target: unknown, name: string): boolean {
  return String(target)
    .split(/[\s,:]+/)
    .includes(name);
}
