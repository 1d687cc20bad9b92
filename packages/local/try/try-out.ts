import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { duration } from '@ci-actions/format/units';
import type { TryArguments } from './arguments.ts';
import type { RunningStep } from './interruption.ts';
import { prepareFolder } from './keep-files.ts';
import { verdictOn } from './report.ts';
import type { Outcome } from './run-event.ts';
import { exampleSubject, ownSubject } from './subject.ts';
import { trySubject } from './try-subject.ts';

/** Where a try happens, and with whom it talks. */
export interface Surroundings {
  /** The top of this repository. */
  root: string;
  /** The folder that the person is in; what is printed is relative to it. */
  from: string;
  print(line: string): void;
  /** Told of each step's processes. */
  step: RunningStep;
  /** Cancels what runs. */
  signal: AbortSignal;
}

/**
 * The main job on this machine: repositories, their workflows, a GitHub and an AWS.
 *
 * @returns whether something ran and all of it succeeded
 * @throws InputError for what a person can mend
 */
export async function tryOut(args: TryArguments, surroundings: Surroundings): Promise<boolean> {
  const started = Date.now();
  const { root, print, signal } = surroundings;
  const dist = path.join(root, 'dist');
  if (!existsSync(dist)) throw new InputError(`The actions are not built: run \`npm run build\`, which makes ${dist}.`);
  prepareFolder(args.out);
  const outcomes: Outcome[] = [];
  if (args.repo !== undefined) {
    const subject = await ownSubject(args.repo, args);
    outcomes.push(...(await trySubject(subject, args, args.out, surroundings)));
  } else {
    const { examples } = args;
    for (const [index, name] of examples.entries()) {
      if (signal.aborted) break;
      const title = `Example ${index + 1} of ${examples.length}: ${name}`;
      if (examples.length > 1) print(`${index > 0 ? '\n' : ''}${title}\n${'='.repeat(title.length)}\n`);
      const out = path.join(args.out, name);
      const subject = await exampleSubject(name, out, { root, say: print, signal });
      try {
        outcomes.push(...(await trySubject(subject, args, out, surroundings)));
      } finally {
        await subject.close?.();
      }
    }
  }
  if (signal.aborted) {
    print(`\nInterrupted, after ${duration(Date.now() - started)}.`);
    return false;
  }
  const { said, good } = verdictOn(outcomes);
  print(`\n${said}, after ${duration(Date.now() - started)}.`);
  return good;
}
