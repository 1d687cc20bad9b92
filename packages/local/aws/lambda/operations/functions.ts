import { allowFunction, type Call, nameOf, onFunction, operation } from '../call.ts';
import { codeMembers, readCode } from '../code.ts';
import { architectures, changeConfig, checkLayers, configMembers, publishFlag } from '../config.ts';
import { describe } from '../describe.ts';
import { conflict, invalid, malformed, wrongRevision } from '../errors.ts';
import { LambdaFunction } from '../function.ts';
import { flag, map, members, optional, text } from '../input.ts';
import { demandUnqualified, readName } from '../names.ts';
import { layerArns, passRole } from './rights.ts';

const revision = { RevisionId: optional(text()) };
const zipSize = (code: { packageType: string; archive?: { unzipped: number } }) => code.archive?.unzipped ?? 0;

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const createFunction = operation(
  201,
  {
    ...configMembers,
    FunctionName: text(),
    Code: members(codeMembers),
    PackageType: optional(text<'Zip' | 'Image'>({ oneOf: ['Zip', 'Image'] })),
    Architectures: architectures,
    Publish: publishFlag,
    Tags: optional(map(text())),
  },
  (call, input) => {
    const named = readName(input.FunctionName, call.home);
    demandUnqualified(named);
    allowFunction(call, { ...named, qualifier: undefined });
    if (named.name.length > 64) {
      throw malformed(named.name, 'functionName', 'Member must have length less than or equal to 64');
    }
    const packageType = input.PackageType ?? 'Zip';
    if (input.Role === undefined) throw malformed(undefined, 'role', 'Member must not be null');
    if (packageType === 'Zip' && (input.Runtime === undefined || input.Handler === undefined)) {
      throw invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
    }
    if (call.functions.find(named, named.name)) throw conflict(`Function already exist: ${named.name}`);
    passRole(call, input.Role);
    layerArns(call, input.Layers);
    const config = changeConfig(
      {
        role: input.Role,
        handler: undefined,
        runtime: undefined,
        description: '',
        timeout: 3,
        memory: 128,
        architecture: input.Architectures?.[0] ?? 'x86_64',
        environment: {},
        layers: [],
        other: {},
      },
      input,
      packageType,
    );
    const code = readCode(input.Code, packageType, call.sources, named, call.principal);
    checkLayers(call.layers, named, config.layers, zipSize(code));
    const { account, region, name } = named;
    const made = new LambdaFunction({ account, region }, name, { code, config }, call.time, call.options, input.Tags);
    made.begin();
    const version = input.Publish ? made.publish(undefined, call.time) : made.latest;
    call.functions.add(made);
    call.save(made);
    return describe(made, version);
  },
);

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export const updateFunctionCode = onFunction(
  200,
  { ...codeMembers, ...revision, Architectures: architectures, Publish: publishFlag, DryRun: optional(flag) },
  (call, found, input) => {
    const { Architectures, RevisionId, Publish, DryRun } = input;
    found.demandSettled();
    const { latest } = found;
    if (RevisionId !== undefined && RevisionId !== latest.revisionId) throw wrongRevision();
    const code = readCode(input, found.packageType, call.sources, found.place, call.principal);
    const { config } = latest.deployed;
    checkLayers(call.layers, found.place, config.layers, zipSize(code));
    const deployed = { code, config: { ...config, architecture: Architectures?.[0] ?? config.architecture } };
    if (DryRun) return describe(found, { ...latest, deployed });
    found.update(deployed, call.time);
    const version = Publish ? found.publish(undefined, call.time) : latest;
    call.save(found);
    return describe(found, version);
  },
);

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const updateFunctionConfiguration = onFunction(200, { ...configMembers, ...revision }, (call, found, input) => {
  found.demandSettled();
  const { latest } = found;
  if (input.RevisionId !== undefined && input.RevisionId !== latest.revisionId) throw wrongRevision();
  if (input.Role !== undefined) passRole(call, input.Role);
  layerArns(call, input.Layers);
  const { code, config: before } = latest.deployed;
  const config = changeConfig(before, input, found.packageType);
  checkLayers(call.layers, found.place, config.layers, zipSize(code));
  found.update({ code, config }, call.time);
  call.save(found);
  return describe(found, latest);
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration = operation(200, {}, (call) => look(call).configuration);

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction = operation(200, {}, (call) => {
  const { configuration, found, version } = look(call);
  const { code } = version.deployed;
  const tags = Object.keys(found.tags).length > 0 ? { Tags: found.tags } : {};
  if (code.packageType === 'Image') {
    const { imageUri, resolved } = code;
    return {
      Configuration: configuration,
      Code: { RepositoryType: 'ECR', ImageUri: imageUri, ResolvedImageUri: resolved },
      ...tags,
    };
  }
  const Location = call.urls.make(code.archive.bytes, call.time);
  return { Configuration: configuration, Code: { RepositoryType: 'S3', Location }, ...tags };
});

function look(call: Call) {
  const named = nameOf(call);
  allowFunction(call, named);
  const found = call.functions.get(named);
  const version = found.find(named.qualifier);
  found.ask(version);
  return { found, version, configuration: describe(found, version, named.qualifier) };
}
