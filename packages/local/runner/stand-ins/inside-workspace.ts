import path from 'node:path';

/** A path of an input, which must stay in the workspace. @throws Error when it does not */
export function insideWorkspace(workspace: string, given: string): string {
  const whole = path.resolve(workspace, given);
  if (whole === workspace || whole.startsWith(`${workspace}${path.sep}`)) return whole;
  throw new Error(`The path '${given}' is not under '${workspace}'. Name a folder in the workspace.`);
}
