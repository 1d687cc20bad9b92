// The main job on this machine: a repository, its workflows, a GitHub and an AWS. See try/arguments.ts for the options.

import { explain } from '@ci-actions/errors/errors';
import { readArguments, usage } from './try/arguments.ts';
import { heedInterruptions, interrupted, trackStep } from './try/interruption.ts';
import { tryOut } from './try/try-out.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);
// npm runs a script in the root of the package, and says where the person was.
const root = process.cwd();
const from = process.env.INIT_CWD ?? root;

const step = trackStep();
let signal: AbortSignal | undefined;
try {
  const args = readArguments(process.argv.slice(2), from);
  if (args === 'help') print(usage);
  else {
    signal = heedInterruptions(step, print);
    if (!(await tryOut(args, { root, from, print, step, signal }))) process.exitCode = 1;
  }
} catch (thrown) {
  // What was interrupted fails in ways that say nothing.
  if (!signal?.aborted) console.error(explain(thrown));
  process.exitCode = 1;
}
if (signal?.aborted) process.exitCode = interrupted;
