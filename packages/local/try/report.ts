import { count, listed } from '@ci-actions/format/units';
import { readBack } from './read-back.ts';
import { readFunctions } from './read-functions.ts';
import { readImages } from './read-images.ts';
import { readVersions } from './read-versions.ts';
import { compareCode, renderFunctions } from './render-functions.ts';
import { renderHoldings } from './render-holdings.ts';
import { compareDigests, renderImages } from './render-images.ts';
import { renderVersions } from './render-versions.ts';
import type { Outcome } from './run-event.ts';
import { shortPins } from './show-run.ts';
import type { Weather } from './weather.ts';
import type { World } from './world.ts';

/** What workflows publish, besides DAGs. */
export interface About {
  images: boolean;
  functions: boolean;
  versions: boolean;
}

/** What a run leaves for a person, and what she should know of it. */
export interface Left {
  /** Paths of files. */
  summaries: readonly string[];
  artifacts: readonly string[];
  /** What took the place of a step, besides the runner's own stand-ins. */
  standIns: readonly string[];
}

/**
 * Says what is there when all has run: what each environment holds, what was met on the way, where the summaries and the artifacts are.
 *
 * @param about what the workflows publish, so that its table is shown also when there is nothing in it
 * @throws Error when a request or a reply broke GitHub's own description of its API
 */
export async function report(
  world: World,
  weather: Weather,
  outcomes: readonly Outcome[],
  left: Left,
  about: About,
  print: (line: string) => void,
): Promise<void> {
  const met = weather.faults.hits;
  weather.faults.clear();
  print(await held(world, about));
  if (weather.said) print(`\n${count(met, 'request')} met the fault that was asked for.`);
  const used = outcomes.flatMap(({ attempts }) => attempts.at(-1)?.standIns ?? []);
  const standIns = [...new Set([...used, ...left.standIns])];
  if (standIns.length > 0)
    print(`\nStand-ins, for actions that this machine cannot have: ${shortPins(listed(standIns))}.`);
  for (const [title, files] of [
    ['Summaries', left.summaries],
    ['Artifacts', left.artifacts],
  ] as const) {
    if (files.length > 0) print(`\n${title}:\n${files.map((file) => `  ${file}`).join('\n')}`);
  }
  if (world.github.violations.length > 0) {
    throw new Error(`This broke GitHub's own description of its API:\n${world.github.violations.join('\n')}`);
  }
}

/** What is there of libraries, and in the environments, as there is something of it or the workflows are about it. */
async function held(world: World, about: About): Promise<string> {
  const versions = about.versions ? await readVersions(world) : [];
  const library = `\nThe versions that there are now (read back by git, and from the releases and the deployments):\n\n${renderVersions(versions)}`;
  const environments = await heldIn(world, about);
  const table = `\nWhat each environment holds now (read back with the AWS SDK, and from the deployments):\n\n${environments}`;
  return [...(about.versions ? [library] : []), ...(environments === '' ? [] : [table])].join('\n');
}

/** The tables of the DAGs, the images and the functions; empty where it is all about a library. */
async function heldIn(world: World, about: About): Promise<string> {
  const [dags, images, functions] = await Promise.all([readBack(world), readImages(world), readFunctions(world)]);
  const tables: (string | undefined)[] = [];
  const hasImages = about.images || images.some(({ digest }) => digest !== '');
  const hasFunctions = functions.length > 0 && (about.functions || functions.some(({ digest }) => digest !== ''));
  if (dags.some(({ digest }) => digest !== '') || !(hasImages || hasFunctions || about.versions))
    tables.push(renderHoldings(dags));
  if (hasImages) tables.push(renderImages(images), compareDigests(images));
  if (about.functions && functions.length === 0) {
    tables.push(
      'No function was made here: the inputs `source` and `function` of the workflows name none that is known before the run.',
    );
  }
  if (hasFunctions) tables.push(renderFunctions(functions), compareCode(functions));
  return tables.filter((table) => table !== undefined).join('\n\n');
}

/** @returns the last word on all runs, and whether it is a good one: something ran, and nothing failed or was refused */
export function verdictOn(outcomes: readonly Outcome[]): { said: string; good: boolean } {
  const refused = outcomes.filter((outcome) => outcome.refused !== undefined);
  const last = outcomes.flatMap(({ attempts, refused: why }) => (why === undefined ? attempts.slice(-1) : []));
  const ran = last.filter(({ conclusion }) => conclusion !== 'not-triggered');
  if (refused.length > 0) {
    return {
      said: `Failed: ${listed([...new Set(refused.map(({ workflow }) => workflow))])} could not be run here`,
      good: false,
    };
  }
  if (ran.length === 0) return { said: 'No workflow was started by this event', good: false };
  const good = ran.every(({ conclusion }) => conclusion === 'success');
  return { said: good ? 'Done' : 'Failed', good };
}
