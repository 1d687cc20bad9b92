import { readContext } from '@ci-actions/kit/context';
import type { Annotation, Host } from '@ci-actions/kit/host';
import { run } from './main.ts';

/** For tests: runs the action in a workspace. @returns what it did, and the message of the error that it ended with */
export async function reportIn(
  workspace: string,
  inputs: Record<string, string> = {},
  more: Record<string, string> = {},
) {
  const outputs: Record<string, string> = {};
  const annotations: Annotation[] = [];
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  let summary = '';
  const env = { GITHUB_WORKSPACE: workspace, GITHUB_REPOSITORY: 'org/repo', GITHUB_SHA: 'abc', ...more };
  const host: Host = {
    input: (name) => inputs[name] ?? '',
    output: (name, value) => {
      outputs[name] = String(value);
    },
    log: { info: say, notice: say, warning: say, debug() {}, group: (_title, work) => work() },
    annotate: (annotation) => void annotations.push(annotation),
    mask() {},
    summarise: async (_name, markdown) => {
      summary += markdown;
      return '/tmp/summary.md';
    },
    idToken: () => Promise.reject(new Error('not offered')),
    context: readContext(env),
    env,
  };
  const error = await run(host).then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  return { outputs, annotations, lines, summary, error };
}
