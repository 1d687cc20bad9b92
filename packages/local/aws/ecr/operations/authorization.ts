import { demand } from '../access.ts';
import { allow, operation } from '../call.ts';
import { list, members, optional, text } from '../shape.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html: one token for each registry. */
export const getAuthorizationToken = operation(
  members({ registryIds: optional(list(text({ pattern: /[0-9]{12}/ }), 1, 10)) }),
  (call, { registryIds }) => {
    const { principal, registries, registry, tokens, time } = call;
    demand(principal, registry, 'ecr:GetAuthorizationToken');
    const authorizationData = (registryIds ?? [principal.account]).map((account) => ({
      ...tokens.issue(principal, registries.find('ecr', account, registry.region), time),
      proxyEndpoint: call.proxyEndpoint(),
    }));
    return { authorizationData };
  },
);

/** https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_GetAuthorizationToken.html: one token, not a list. */
export const getPublicAuthorizationToken = operation(members({}), (call) => {
  const { principal, registry, tokens, time } = call;
  allow(call);
  demand(principal, registry, 'sts:GetServiceBearerToken');
  return { authorizationData: tokens.issue(principal, registry, time) };
});
