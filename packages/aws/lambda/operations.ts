/** What is asked of Lambda. */
export interface Operation {
  /** The beginning of a sentence, which the function or the layer follows. */
  doing: string;
  /** What a policy must allow. */
  action: string;
}

/** All that this package asks of Lambda: https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export const operations = {
  look: { doing: 'Looking at', action: 'lambda:GetFunctionConfiguration' },
  alias: { doing: 'Reading', action: 'lambda:GetAlias' },
  versions: { doing: 'Listing the versions of', action: 'lambda:ListVersionsByFunction' },
  dryRun: { doing: 'Asking AWS (DryRun) whether it would take the code of', action: 'lambda:UpdateFunctionCode' },
  code: { doing: 'Updating the code of', action: 'lambda:UpdateFunctionCode' },
  configuration: { doing: 'Updating the configuration of', action: 'lambda:UpdateFunctionConfiguration' },
  publish: { doing: 'Publishing a version of', action: 'lambda:PublishVersion' },
  createAlias: { doing: 'Creating', action: 'lambda:CreateAlias' },
  updateAlias: { doing: 'Moving', action: 'lambda:UpdateAlias' },
  invoke: { doing: 'Invoking', action: 'lambda:InvokeFunction' },
  layerVersions: { doing: 'Listing the versions of', action: 'lambda:ListLayerVersions' },
  layerVersion: { doing: 'Looking at', action: 'lambda:GetLayerVersion' },
  publishLayer: { doing: 'Publishing a version of', action: 'lambda:PublishLayerVersion' },
} as const satisfies Record<string, Operation>;
