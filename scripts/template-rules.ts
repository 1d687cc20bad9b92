import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';

/**
 * What a template keeps to beyond what every workflow of ours does (`ownRules` of the lint: pins, scripts, time limits):
 * permissions are none at the top, and in each job those that it needs, each with its reason; what publishes to an
 * environment does it one run at a time there, to its end; the token of a checkout stays out of reach of the steps; and
 * nothing runs with the rights of the repository on the code of somebody else.
 *
 * @param content the YAML of a workflow
 * @returns what is wrong, as `line: sentence`; empty for a good one
 */
export function templateProblems(content: string): string[] {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  const root = document.contents;
  if (!isMap(root)) return ['1: There is no workflow.'];
  const found: string[] = [];
  const wrong = (key: unknown, sentence: string) =>
    found.push(`${lines.linePos((isScalar(key) && key.range?.[0]) || 0).line}: ${sentence}`);

  const top = pairOf(root, 'permissions');
  if (!isMap(top?.value) || top.value.items.length > 0) {
    wrong(top?.key, 'The permissions of the whole are not `{}`: each job asks for its own.');
  }
  if (triggersOf(root).includes('pull_request_target')) {
    wrong(pairOf(root, 'on')?.key, '`pull_request_target` gives code of a fork what only this repository may.');
  }
  const jobs = root.get('jobs');
  for (const { key, value: job } of isMap(jobs) ? jobs.items : []) {
    if (!isMap(job)) continue;
    const permissions = job.get('permissions');
    if (!isMap(permissions)) wrong(key, `The job ${key} does not say which permissions it needs.`);
    else {
      for (const { key: name, value } of permissions.items) {
        // Its reason stands behind it, on the same line.
        const reason = isScalar(value) && value.comment?.trim();
        if (!reason) wrong(name, `The permission ${name} of ${key} has no reason beside it.`);
      }
    }
    for (const step of stepsOf(job)) {
      const uses = pairOf(step, 'uses');
      if (
        /^actions\/checkout@/.test(String(step.get('uses'))) &&
        step.getIn(['with', 'persist-credentials']) !== false
      ) {
        wrong(uses?.key, `A checkout of ${key} leaves its token where every step can read it.`);
      }
    }
    for (const sentence of concurrencyProblems(job)) wrong(key, `The job ${key} ${sentence}`);
  }
  return found;
}

/** Of a job that publishes to an environment: one run at a time there, and each to its end. */
function concurrencyProblems(job: YAMLMap): string[] {
  const environment = job.get('environment');
  if (environment === undefined) return [];
  const name = String(isMap(environment) ? environment.get('name') : environment);
  const group = String(job.getIn(['concurrency', 'group']) ?? '');
  const problems: string[] = [];
  if (group === '') return ['publishes to an environment without a `concurrency` group.'];
  const expression = /\$\{\{.*\}\}/.exec(name)?.[0];
  if (expression !== undefined && !group.includes(expression)) {
    problems.push(`publishes to ${expression}, and its \`concurrency\` group does not name that.`);
  }
  if (/github\.(?:ref|head_ref|run_id|sha)/.test(group)) {
    problems.push(
      'lets two branches publish to one environment at once: its `concurrency` group names the branch or the run.',
    );
  }
  if (job.getIn(['concurrency', 'cancel-in-progress']) !== false) {
    problems.push('may be cancelled in the middle of a publish: `cancel-in-progress` is not false.');
  }
  return problems;
}

function stepsOf(job: YAMLMap): YAMLMap[] {
  const steps = job.get('steps');
  return isSeq(steps) ? steps.items.filter((step) => isMap(step)) : [];
}

function triggersOf(root: YAMLMap): string[] {
  const on = root.get('on', true);
  if (isMap(on)) return on.items.map(({ key }) => String(key));
  return isSeq(on) ? on.items.map(String) : [String(on)];
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}
