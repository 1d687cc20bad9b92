import path from 'node:path';
import { lastStage, type Stage } from './dockerfile-stages.ts';
import type { Glance } from './look-around.ts';
import { type Sign, shown } from './sign.ts';

/** Commands that answer requests until they are stopped, and workers that wait for work. */
const servers = new Set([
  ...[
    'gunicorn',
    'uvicorn',
    'hypercorn',
    'daphne',
    'granian',
    'waitress-serve',
    'runserver',
    'http.server',
    'streamlit',
  ],
  ...['nginx', 'httpd', 'apache2', 'apache2ctl', 'apache2-foreground', 'caddy', 'traefik', 'haproxy', 'php-fpm'],
  ...['puma', 'unicorn', 'rackup', 'catalina.sh', 'http-server', 'serve', 'server'],
  ...['celery', 'sidekiq', 'dramatiq', 'rq'],
]);
/** The same of two words, such as `flask run`. */
const serverPairs = new Set(['flask run', 'fastapi run', 'next start', 'nuxt start']);
/** Images that serve as they are. */
const serving = new Set(['nginx', 'httpd', 'caddy', 'traefik', 'haproxy', 'tomcat', 'jetty', 'nginx-unprivileged']);
/** Commands that do their work and end. */
const tasks = new Set([
  ...['dbt', 'spark-submit', 'papermill', 'meltano', 'kedro', 'sqlmesh', 'luigi', 'snakemake', 'nextflow'],
]);

/**
 * What the Dockerfile of a repository means. An application waits for requests, a data task runs to its end:
 *
 * - `EXPOSE`, a `HEALTHCHECK`, a web server or a worker in `ENTRYPOINT` or `CMD`, or a base image that is a web server:
 *   an application;
 * - a tool for batch work there (`dbt`, `spark-submit`, `papermill`, …), and none of these: a data task;
 * - an entry point of its own without a port, such as `python -m report`: either. A worker that reads a queue looks the
 *   same as a task that runs to its end, so somebody has to say it;
 * - a base image of AWS Lambda: an image that is published as an application is, for a function; somebody has to say it;
 * - a file that is longer than 128 kB, or is no text: either.
 *
 * @param inputs `file` and `context` as `publish` has them; by default `Dockerfile` or `Containerfile` at the top
 * @returns undefined where there is none
 */
export function imageSign(glance: Glance, inputs: { context: string; file: string }): Sign | undefined {
  const places =
    inputs.file === ''
      ? ['Dockerfile', 'dockerfile', 'Containerfile'].map((name) => path.posix.join(inputs.context || '.', name))
      : [inputs.file];
  const [folder, names] = [
    path.posix.dirname(places[0] ?? ''),
    new Set(places.map((place) => path.posix.normalize(place))),
  ];
  for (const place of places) {
    const found = glance.read(place);
    if (found) return judge(shown(path.posix.normalize(place)), found);
  }
  // It is there, as a text is not: that it was seen is said all the same.
  const there = glance.filesIn(folder).find((file) => names.has(file));
  return there === undefined ? undefined : either(`${shown(there)}, which cannot be read as a text`);
}

const either = (what: string): Sign => ({ kinds: ['application', 'data-task'], what });

function judge(name: string, { text, whole }: { text: string; whole: boolean }): Sign {
  if (!whole) return either(`${name}, which is too long to be read`);
  const stage = lastStage(text);
  if (!stage) return either(`${name}, which names no image to stand on`);
  const image = imageName(stage.base);
  if (/(?:^|\/)lambda\//.test(image)) {
    return { kinds: ['application', 'lambda'], what: `${name}, whose image stands on one of AWS Lambda` };
  }
  const why = whyApplication(stage, image);
  if (why !== undefined) return { kinds: ['application'], what: `${name}, whose image ${why}` };
  const words = startOf(stage);
  const task = words.find((word) => tasks.has(word));
  if (task !== undefined) return { kinds: ['data-task'], what: `${name}, whose image runs ${task} to its end` };
  return either(
    words.length > 0
      ? `${name}, whose image starts something without a port`
      : `${name}, whose image has neither a port nor a start of its own`,
  );
}

function whyApplication(stage: Stage, image: string): string | undefined {
  if (stage.port !== undefined) return stage.port === '' ? 'has a port' : `has the port ${stage.port}`;
  if (stage.healthcheck) return 'has a health check';
  const words = startOf(stage);
  const pairs = words.map((word, index) => `${word} ${words[index + 1]}`);
  const server = words.find((word) => servers.has(word)) ?? pairs.find((pair) => serverPairs.has(pair));
  if (server !== undefined) return `starts ${server}`;
  const last = image.split('/').at(-1) ?? '';
  return words.length === 0 && serving.has(last) ? `stands on ${last}` : undefined;
}

/** What the image starts, without folders and the endings of scripts. */
function startOf({ entrypoint, command }: Stage): string[] {
  return [...entrypoint, ...command].map((word) =>
    path.posix.basename(word).replace(/\.(?:[cm]?js|ts|py|rb|jar)$/, ''),
  );
}

/** An image without its tag and digest. */
const imageName = (base: string) =>
  base
    .toLowerCase()
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '');
