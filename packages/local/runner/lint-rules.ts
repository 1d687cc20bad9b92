import { type Document, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';

export interface RuleFinding {
  /** Where in the text, in characters from 0. */
  offset: number;
  message: string;
}

/** Actions of ours that publish something, by the last part of their name. */
const publishing = /^(publish(-.+)?|zip-lambda|tag-library)$/;

/**
 * Our rules for files that users copy, beyond what is valid:
 * third parties pinned to a commit with its version beside it, no expression inside a script (script injection), explicit
 * permissions, a time limit on each job, and one publication at a time.
 *
 * @param own the repositories whose actions are ours, which follow a version tag
 */
export function ownRules(document: Document, content: string, own: readonly string[]): RuleFinding[] {
  const root = document.contents;
  const jobs = isMap(root) ? root.get('jobs') : undefined;
  if (!isMap(root) || !isMap(jobs)) return [];
  const findings: RuleFinding[] = [];
  for (const { key, value: job } of jobs.items) {
    if (!isMap(job) || !isScalar(key)) continue;
    const name = String(key.value);
    const offset = key.range?.[0] ?? 0;
    if (!root.has('permissions') && !job.has('permissions')) {
      findings.push({
        offset,
        message: `Job ${name} has the repository's default permissions: name those that it needs.`,
      });
    }
    if (!job.has('uses') && !job.has('timeout-minutes')) {
      findings.push({ offset, message: `Job ${name} has no timeout-minutes: without, it may hang for six hours.` });
    }
    const steps = stepsOf(job);
    const publishes = steps.some((step) => {
      const reference = referenceOf(step);
      return (
        reference !== undefined &&
        isOwn(reference, own) &&
        publishing.test(reference.replace(/@.*/, '').split('/').at(-1) ?? '')
      );
    });
    if (publishes && !job.has('concurrency') && !root.has('concurrency')) {
      findings.push({
        offset,
        message: `Job ${name} publishes without \`concurrency:\`: two runs could publish at once.`,
      });
    }
    findings.push(
      ...callRules(job, content, own),
      ...steps.flatMap((step) => [...callRules(step, content, own), ...scriptRules(step)]),
    );
  }
  return findings;
}

function stepsOf(job: YAMLMap): YAMLMap[] {
  const steps = job.get('steps');
  return isSeq(steps) ? steps.items.filter((step) => isMap(step)) : [];
}

function referenceOf(node: YAMLMap): string | undefined {
  const uses = node.get('uses');
  return typeof uses === 'string' ? uses : undefined;
}

const isOwn = (reference: string, own: readonly string[]) =>
  reference.startsWith('./') ||
  own.some((repository) => reference.toLowerCase().startsWith(`${repository.toLowerCase()}/`));

function callRules(node: YAMLMap, content: string, own: readonly string[]): RuleFinding[] {
  const reference = referenceOf(node);
  if (reference === undefined || isOwn(reference, own)) return [];
  const [start, end] = rangeOf(node.get('uses', true));
  if (!/@[0-9a-f]{40}$/.test(reference)) {
    return [
      {
        offset: start,
        message: `${reference} is not pinned: write the commit, \`@<40 hex digits> # vX.Y.Z\`. Tags move.`,
      },
    ];
  }
  const rest = content.slice(end, content.indexOf('\n', end) < 0 ? undefined : content.indexOf('\n', end));
  return /^\s+# v\d+\.\d+\.\d+\s*$/.test(rest)
    ? []
    : [
        {
          offset: start,
          message: `${reference} has no version beside it: write \`# vX.Y.Z\` after the commit, for people and for Dependabot.`,
        },
      ];
}

function scriptRules(step: YAMLMap): RuleFinding[] {
  const run = step.get('run');
  if (typeof run !== 'string' || !run.includes('${{')) return [];
  const [offset] = rangeOf(step.get('run', true));
  return [
    { offset, message: 'An expression inside `run:` lets its value become code: hand it over by `env:` and quote it.' },
  ];
}

const rangeOf = (node: unknown): [number, number] => {
  const range = (node as Node | undefined)?.range;
  return range ? [range[0], range[1]] : [0, 0];
};
