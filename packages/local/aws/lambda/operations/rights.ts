import { allow, type Call } from '../call.ts';

/** Who gives a function a role needs the right to pass it on. @throws AwsError AccessDeniedException */
export function passRole(call: Call, role: string): void {
  allow(call, role, 'iam:PassRole');
}

/** Who gives a function a layer needs the right to read it. @throws AwsError AccessDeniedException */
export function layerArns(call: Call, arns: readonly string[] | undefined): void {
  for (const arn of arns ?? []) allow(call, arn, 'lambda:GetLayerVersion');
}
