import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listed } from '@ci-actions/format/units';
import type { TryArguments } from './arguments.ts';
import { withScriptedBuild } from './build-stand-in.ts';
import { whyNotBuilt } from './can-build.ts';
import { type ExampleName, examples } from './examples.ts';
import { copyRepository, type LocalRepository, makeRepository } from './repository.ts';
import { type Happen, happeningOf, scenarioOf } from './scenario.ts';
import { serveLibraries, whyNoPip } from './serve-libraries.ts';
import { tagVersion } from './tag-version.ts';
import { withoutSource } from './without-source.ts';

/** One repository to try, and what happens to it. */
export interface Subject {
  repository: LocalRepository;
  events: readonly Happen[];
  /** What a person should know before, in sentences. */
  notes: readonly string[];
  /** What took the place of a step of the shipped workflow. */
  standIns: readonly string[];
  /** Variables of the repository, which those of a person come before. */
  variables?: Readonly<Record<string, string>>;
  /** Stops what runs for it. */
  close?(): Promise<void>;
}

/** The repository of a person, as `--repo` names it, and its one event. @throws InputError when it cannot be taken */
export async function ownSubject(source: string, { event, inputs, out }: TryArguments): Promise<Subject> {
  const below = path.join(out, 'git');
  mkdirSync(below, { recursive: true });
  const repository = await copyRepository(source, below);
  const happen = () => happeningOf(repository, event, inputs);
  return { repository, events: [happen], notes: repository.notes, standIns: [] };
}

/**
 * An example with the shipped template as its workflow, and its three events.
 *
 * @param out the folder of this example
 * @param surroundings `root` is the top of this repository; `say` is told what takes its time
 */
export async function exampleSubject(
  name: ExampleName,
  out: string,
  { root, say, signal }: { root: string; say: (line: string) => void; signal: AbortSignal },
): Promise<Subject> {
  const example = examples[name];
  const source = path.join(root, 'examples', name);
  let workflow = readFileSync(path.join(root, 'action-templates', example.workflow), 'utf8');
  const notes: string[] = [];
  const standIns: string[] = [];
  if (example.imageScript) {
    // As a step has it: nobody's settings, so that the same engine is found.
    const home = path.join(out, 'home');
    mkdirSync(home, { recursive: true });
    const env = { PATH: process.env.PATH, HOME: home };
    const why = await whyNotBuilt(readFileSync(path.join(source, 'Dockerfile'), 'utf8'), { env, say, signal });
    if (why !== undefined) {
      const { command, file } = example.imageScript;
      workflow = withScriptedBuild(workflow, command);
      notes.push(`${why}\nSo ${file} of the example makes the archive of its image, without the base image.`);
      standIns.push(`org/ci-actions/publish-image-to-ecr with \`output\`, by ${file} of the example`);
    }
  }
  if (example.libraries) {
    const { python } = example.libraries;
    const why = await whyNoPip(path.join(out, 'home'));
    if (why !== undefined) {
      workflow = withoutSource(workflow, python);
      notes.push(`${why}, so ${python} is left out: nothing installs what it needs.`);
    }
  }
  const files = { [`.github/workflows/${example.workflow}`]: workflow };
  const repository = await makeRepository(source, path.join(out, 'git'), files);
  if (example.lastVersion !== undefined) await tagVersion(repository, example.lastVersion);
  const subject = { repository, events: scenarioOf(example), notes, standIns };
  if (!example.libraries) return subject;
  const { variables, close } = await serveLibraries(
    path.join(source, example.libraries.script),
    path.join(out, 'libraries'),
  );
  notes.push(`Its packages come from indexes on this machine: ${listed(Object.values(variables))}.`);
  return { ...subject, variables, close };
}
