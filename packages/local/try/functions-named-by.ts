import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, parseDocument, type YAMLMap } from 'yaml';
import { mapsIn } from './maps-in.ts';

/** A Lambda function that has to be there before a workflow publishes to it, as Terraform would have made it. */
export interface NamedFunction {
  /** Its name at AWS: `orders-staging`. */
  name: string;
  /** Where its source is in the repository. */
  source: string;
  runtime: string;
  handler: string;
  architecture: 'x86_64' | 'arm64';
}

/** What is known of a run before it. */
interface Known {
  /** The name of the repository, which a source that is all of it is named by. */
  repository: string;
  environment: string;
  variables?: Readonly<Record<string, string>>;
}

/**
 * The functions that workflows publish to in one environment: from the inputs `source` and `function` of their steps. What a
 * step says of runtime, handler and architecture is how the function is; otherwise its folder tells it.
 *
 * @param files the workflows, by their path in the repository
 */
export function functionsNamedBy(
  work: string,
  files: readonly string[],
  { repository, environment, variables = {} }: Known,
): NamedFunction[] {
  const found = new Map<string, NamedFunction>();
  for (const file of files) {
    for (const step of lambdaSteps(readFileSync(path.join(work, file), 'utf8'))) {
      const inputs = step.get('with');
      const input = (name: string) => (isMap(inputs) ? String(inputs.get(name) ?? '').trim() : '');
      if (input('layer') === 'true' || input('image-uri') !== '') continue;
      for (const source of lines(input('source') || '.')) {
        const name = input('function')
          .replaceAll('{name}', path.parse(source).name.replace(/^\.+$/, repository))
          .replaceAll(/\{environment\}|\$\{\{\s*(?:matrix|inputs)\.environment\s*\}\}/g, environment)
          .replaceAll(/\$\{\{\s*vars\.(\w+)\s*\}\}/g, (expression, variable) => variables[variable] ?? expression);
        // What only the run knows cannot be there before it.
        if (name === '' || name.includes('${{')) continue;
        const told = tellBy(path.join(work, source));
        found.set(name, {
          name,
          source,
          runtime: input('runtime') || told.runtime,
          handler: input('handler') || told.handler,
          architecture: input('architecture') === 'arm64' ? 'arm64' : 'x86_64',
        });
      }
    }
  }
  return [...found.values()];
}

const lines = (text: string) => text.split('\n').flatMap((line) => line.trim() || []);

/** The steps that publish Lambda functions. */
function lambdaSteps(workflow: string): YAMLMap[] {
  const jobs = mapsIn(parseDocument(workflow).get('jobs'));
  return jobs
    .flatMap((job) => mapsIn(job.get('steps')))
    .filter((step) => {
      const uses = String(step.get('uses'));
      const inputs = step.get('with');
      return (
        /\/zip-lambda@/.test(uses) || (/\/publish@/.test(uses) && isMap(inputs) && inputs.get('kind') === 'lambda')
      );
    });
}

/** What a folder, or a single file, looks like: the module at its top that defines a handler. */
function tellBy(source: string): { runtime: string; handler: string } {
  const single = /\.(py|[cm]?js)$/.test(source);
  const folder = single ? path.dirname(source) : source;
  const names = single ? [path.basename(source)] : existsSync(folder) ? readdirSync(folder).sort() : [];
  for (const name of names.filter((one) => existsSync(path.join(folder, one)))) {
    const pattern = /\.py$/.test(name)
      ? /^(?:async )?def (\w*handler)\(/m
      : /\.[cm]?js$/.test(name)
        ? /^(?:export (?:async )?(?:function|const) |(?:module\.)?exports\.)(\w*[hH]andler)\b/m
        : undefined;
    const handler = pattern?.exec(readFileSync(path.join(folder, name), 'utf8'))?.[1];
    if (handler !== undefined) return { runtime: runtimeOf(name), handler: `${path.parse(name).name}.${handler}` };
  }
  const isNode = names.includes('package.json');
  return isNode
    ? { runtime: runtimeOf('.js'), handler: 'index.handler' }
    : { runtime: runtimeOf('.py'), handler: 'app.handler' };
}

const runtimeOf = (name: string) => (name.endsWith('.py') ? 'python3.13' : 'nodejs22.x');
