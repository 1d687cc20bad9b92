import { randomUUID } from 'node:crypto';
import { onFunction } from '../call.ts';
import { describeAlias } from '../describe.ts';
import { conflict, invalid, notFound, wrongRevision } from '../errors.ts';
import type { Alias, LambdaFunction } from '../function.ts';
import { map, members, optional, share, text } from '../input.ts';
import { page } from '../paging.ts';

const name = text({ pattern: /(?!^[0-9]+$)([a-zA-Z0-9-_]+)/, min: 1, max: 128 });
const version = text({ pattern: /(\$LATEST|[0-9]+)/, min: 1, max: 1024 });
const aliasMembers = {
  Description: optional(text({ max: 256 })),
  RoutingConfig: optional(members({ AdditionalVersionWeights: optional(map(share)) })),
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const createAlias = onFunction(
  201,
  { ...aliasMembers, Name: name, FunctionVersion: version },
  (call, found, { Name, FunctionVersion, Description, RoutingConfig }) => {
    if (found.aliases.has(Name)) throw conflict(`Alias already exists: ${found.arn(Name)}`);
    const weights = RoutingConfig?.AdditionalVersionWeights ?? {};
    checkTarget(found, FunctionVersion, weights);
    const alias: Alias = {
      name: Name,
      version: FunctionVersion,
      description: Description ?? '',
      weights,
      revisionId: randomUUID(),
    };
    found.aliases.set(Name, alias);
    call.save(found);
    return describeAlias(found, alias);
  },
);

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export const updateAlias = onFunction(
  200,
  { ...aliasMembers, FunctionVersion: optional(version), RevisionId: optional(text()) },
  (call, found, { FunctionVersion, Description, RoutingConfig, RevisionId }) => {
    const before = demandAlias(found, call.path.Name);
    if (RevisionId !== undefined && RevisionId !== before.revisionId) throw wrongRevision();
    const to = FunctionVersion ?? before.version;
    const weights = RoutingConfig === undefined ? before.weights : (RoutingConfig.AdditionalVersionWeights ?? {});
    checkTarget(found, to, weights);
    const alias: Alias = {
      name: before.name,
      version: to,
      description: Description ?? before.description,
      weights,
      revisionId: randomUUID(),
    };
    found.aliases.set(alias.name, alias);
    call.save(found);
    return describeAlias(found, alias);
  },
);

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias = onFunction(200, {}, ({ path }, found) => describeAlias(found, demandAlias(found, path.Name)));

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const listAliases = onFunction(200, {}, ({ request }, found) => {
  const of = request.query.get('FunctionVersion');
  const all = [...found.aliases.values()]
    .filter((alias) => of === undefined || alias.version === of)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, more } = page(all, `aliases ${found.name}`, request.query, 50);
  return { Aliases: items.map((alias) => describeAlias(found, alias)), ...more };
});

function demandAlias(found: LambdaFunction, given = ''): Alias {
  const alias = found.aliases.get(name(given, 'name'));
  if (!alias) throw notFound(`Cannot find alias arn: ${found.arn(given)}`);
  return alias;
}

function checkTarget(found: LambdaFunction, to: string, weights: Readonly<Record<string, number>>): void {
  if (to !== '$LATEST' && !found.versions.has(to)) throw notFound(`Function not found: ${found.arn(to)}`);
  const others = Object.keys(weights);
  if (others.length === 0) return;
  if (others.length > 1) throw invalid('Number of items in AdditionalVersionWeights cannot be greater than 1');
  const [other = ''] = others;
  if (to === '$LATEST' || other === '$LATEST') {
    throw invalid('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  if (!/^\d+$/.test(other)) {
    throw invalid(
      `Value '{${other}=${weights[other]}}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [0-9]+]`,
    );
  }
  if (other === to) {
    throw invalid(
      `Invalid function version ${to}. Function version ${to} is already included in routing configuration.`,
    );
  }
  if (!found.versions.has(other)) throw notFound(`Function not found: ${found.arn(other)}`);
}
