/** The largest zip archive in a request, in bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const largestZip = 52_428_800;
/** The largest function, unpacked and with its layers, in bytes. */
export const largestUnzipped = 262_144_000;
/** The most that the variables of a function may have, names and values, in bytes. */
export const largestEnvironment = 4096;

const withCode = 70_167_211;
const requests: Readonly<Record<string, number>> = {
  CreateFunction: withCode,
  UpdateFunctionCode: withCode,
  PublishLayerVersion: withCode,
  UpdateFunctionConfiguration: 5120,
  Invoke: 6_291_456,
};

/** How large the body of a request may be, in bytes. */
export const largestRequest = (operation: string): number => requests[operation] ?? 65_536;
