import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bytes } from '@ci-actions/format/units';
import { dockerSaveFiles, layoutFiles, makeImage, writeFolder, writeTar } from '@ci-actions/oci/archive/testing';
import { buildSync } from 'esbuild';
import { hasDoor, repositoryNames, runDoor } from './image-door.ts';
import { measure, median, type Run, row } from './measure.ts';
import { start } from './servers.ts';

/** What `.ci/image-servers.sh` starts, as far as it is there. */
const real = {
  registry: process.env.CI_ACTIONS_REGISTRY_URL,
  skopeo: process.env.CI_ACTIONS_SKOPEO,
  host: process.env.CI_ACTIONS_DOCKER_HOST,
  docker: process.env.CI_ACTIONS_DOCKER,
  busybox: process.env.CI_ACTIONS_BUSYBOX,
};
const how = '`.ci/image-servers.sh start FILE` starts it and says so in FILE.';
const path0 = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };

/** Pushes, copies, a re-run and a build, of images; next to skopeo and Docker where they are there. */
export async function benchImage(out: string, rounds: number): Promise<void> {
  const folder = path.join(out, 'image');
  mkdirSync(folder, { recursive: true });
  try {
    if (real.registry) {
      await benchPush(folder, rounds, real.registry);
      await benchCopy(folder, real.registry);
    } else console.log(`\nSkipped: pushing and copying images; CI_ACTIONS_REGISTRY_URL is not set. ${how}`);
    if (!hasDoor()) {
      console.log('\nSkipped: the action that publishes images; it is not in dist/ yet.');
      return;
    }
    await benchAgain(folder, rounds);
    if (real.docker && real.host && real.busybox)
      await benchBuild(folder, rounds, real.docker, real.host, real.busybox);
    else console.log(`\nSkipped: building an image; CI_ACTIONS_DOCKER is not set. ${how}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ten layers of 20 MB of noise that no registry and no client has seen: what they remember would be no push. */
async function writeImages(folder: string) {
  const layers = Array.from({ length: 10 }, (_, index) => ({ [`noise-${index}`]: randomBytes(20_000_000) }));
  const image = await makeImage({ layers });
  const places = {
    archive: path.join(folder, 'image.tar'),
    layout: path.join(folder, 'layout'),
    saved: path.join(folder, 'docker.tar'),
  };
  rmSync(places.layout, { recursive: true, force: true });
  await writeTar(places.archive, layoutFiles(image));
  await writeFolder(places.layout, layoutFiles(image));
  await writeTar(places.saved, dockerSaveFiles(image));
  return { ...places, digest: image.root.digest };
}
type Images = Awaited<ReturnType<typeof writeImages>>;

/** Our client as one file, so that what is measured does not begin with esbuild. @returns its path */
function bundleClient(folder: string): string {
  const outfile = path.join(folder, 'client.mjs');
  const require = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  buildSync({
    entryPoints: ['bench/image-client.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: require },
  });
  return outfile;
}

interface Client {
  name: string;
  push(images: Images, repository: string): Run;
}

async function benchPush(folder: string, rounds: number, registry: string): Promise<void> {
  const { host: place } = new URL(registry);
  const { skopeo, docker, host } = real;
  const client = bundleClient(folder);
  const ours: Client = {
    name: 'packages/oci, from the OCI archive',
    push: ({ archive }, to) =>
      measure([process.execPath, client, '--url', registry, '--to', to, '--archive', archive], path0),
  };
  const clients = [ours];
  const front = hasDoor()
    ? start(['scripts/run.mjs', 'bench/image-server.ts', '--registry', registry, '--front'])
    : undefined;
  if (front) {
    const url = await front.lines();
    let next = 0;
    clients.push({
      name: 'the whole action, through the front of ECR',
      push: ({ archive }) =>
        runDoor(folder, url, folder, { image: path.basename(archive), repository: repositoryNames[next++] ?? '' }),
    });
  }
  if (skopeo) {
    const argv = ['copy', '--quiet', '--dest-tls-verify=false'];
    clients.push({
      name: 'skopeo copy, from the OCI layout',
      push: ({ layout }, to) => measure([skopeo, ...argv, `oci:${layout}`, `docker://${place}/${to}:v1`], path0),
    });
  } else console.log(`\nSkipped: skopeo copy; CI_ACTIONS_SKOPEO is not set. ${how}`);
  if (docker && host) {
    const env = { ...path0, DOCKER_HOST: host };
    clients.push({
      name: 'docker push (its client’s CPU and memory)',
      push: ({ saved }, to) => {
        must(docker, ['load', '--quiet', '--input', saved], env);
        must(docker, ['tag', 'app:v1', `${place}/${to}:v1`], env);
        const run = measure([docker, 'push', '--quiet', `${place}/${to}:v1`], env);
        must(docker, ['image', 'rm', '--force', 'app:v1', `${place}/${to}:v1`], env);
        return run;
      },
    });
  } else console.log(`\nSkipped: docker push; CI_ACTIONS_DOCKER is not set. ${how}`);
  const runs = new Map<Client, Run[]>(clients.map((one) => [one, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      const images = await writeImages(folder);
      for (const one of clients) runs.get(one)?.push(one.push(images, `bench/${randomBytes(6).toString('hex')}`));
    }
  } finally {
    front?.child.kill();
  }
  console.log(`\nPush of 10 layers of 20 MB to a docker-registry on loopback, median of ${rounds}`);
  const base = median(runs.get(ours) ?? []);
  for (const [{ name }, all] of runs) {
    const run = median(all);
    const goal = all === runs.get(ours) ? '  no slower than skopeo and docker' : '';
    console.log(row(name, run, `${(run.wall / base.wall).toFixed(2)}x`), goal);
  }
}

/** Bytes, not times: what a mount is for. */
async function benchCopy(folder: string, registry: string): Promise<void> {
  const client = bundleClient(folder);
  const { child, lines } = start(['scripts/run.mjs', 'bench/image-server.ts', '--registry', registry]);
  const url = await lines();
  const moved = async () => {
    child.stdin?.write('\n');
    return bytes(Number(await lines()));
  };
  try {
    const { archive, digest } = await writeImages(folder);
    const [from, to, theirs] = Array.from({ length: 3 }, () => `bench/${randomBytes(6).toString('hex')}`);
    const call = (...argv: string[]) => measure([process.execPath, client, '--url', url, ...argv], path0);
    call('--to', `${from}`, '--archive', archive);
    await moved();
    console.log('\nCopy of that image by digest to another repository of the registry, one run; bytes that moved');
    const run = call('--to', `${to}`, '--from', `${from}`, '--digest', digest);
    console.log(row('packages/oci, with mount', run, await moved()), '  0 bytes');
    if (!real.skopeo) return;
    const at = `docker://${new URL(url).host}`;
    const argv = ['copy', '--quiet', '--preserve-digests', '--src-tls-verify=false', '--dest-tls-verify=false'];
    const other = measure([real.skopeo, ...argv, `${at}/${from}@${digest}`, `${at}/${theirs}:v1`], path0);
    console.log(row('skopeo copy', other, await moved()));
  } finally {
    child.kill();
  }
}

/** A re-run of what is published: the image is compared, and nothing is written. */
async function benchAgain(folder: string, rounds: number): Promise<void> {
  const { child, lines } = start(['scripts/run.mjs', 'bench/image-server.ts']);
  try {
    const url = await lines();
    const { archive } = await writeImages(folder);
    const publish = () =>
      runDoor(folder, url, folder, { image: path.basename(archive), repository: repositoryNames[0] ?? '' });
    publish();
    const again: Run[] = [];
    const empty: Run[] = [];
    for (let round = 0; round < rounds * 3; round++) {
      empty.push(measure([process.execPath, '-e', '0'], path0));
      again.push(publish());
    }
    const [run, bare] = [median(again), median(empty)];
    console.log(`\nThe same image published again, nothing to do; the embedded ECR, median of ${rounds * 3}`);
    console.log(row('publish-image-to-ecr', run, `${ms(run.wall - bare.wall)} more`), '  at most 400 ms after start');
    console.log(row('  an empty script', bare));
  } finally {
    child.kill();
  }
}

/** What our step adds to the `docker build` that it runs: everything, up to the image in ECR under its tags. */
async function benchBuild(
  folder: string,
  rounds: number,
  docker: string,
  host: string,
  busybox: string,
): Promise<void> {
  const { child, lines } = start(['scripts/run.mjs', 'bench/image-server.ts']);
  const app = path.join(folder, 'app');
  mkdirSync(app, { recursive: true });
  copyFileSync(busybox, path.join(app, 'busybox'));
  writeFileSync(
    path.join(app, 'Dockerfile'),
    'FROM scratch\nCOPY busybox /bin/busybox\nCOPY round /round\nRUN ["/bin/busybox", "cp", "/round", "/made"]\nCMD ["/bin/busybox", "cat", "/made"]\n',
  );
  // Its own client first: it and its engine know each other.
  const env = { PATH: `${path.dirname(docker)}:${path0.PATH}`, HOME: path.resolve(folder), DOCKER_HOST: host };
  const raw: Run[] = [];
  const ours: Run[] = [];
  const empty: Run[] = [];
  try {
    const url = await lines();
    for (let round = 0; round < rounds * 3; round++) {
      // Something new each time, so that both build.
      writeFileSync(path.join(app, 'round'), randomBytes(8).toString('hex'));
      raw.push(measure([docker, 'build', '--network=none', app], { ...env, DOCKER_BUILDKIT: '1' }));
      empty.push(measure([process.execPath, '-e', '0'], env));
      writeFileSync(path.join(app, 'round'), randomBytes(8).toString('hex'));
      const inputs = { context: 'app', network: 'none', engine: 'docker', repository: repositoryNames[round] ?? '' };
      ours.push(runDoor(folder, url, folder, inputs, env));
    }
  } finally {
    child.kill();
  }
  const [run, base, script] = [median(ours), median(raw), median(empty)];
  const more = run.wall - base.wall;
  console.log(`\nBuild of a small image, published to the embedded ECR, median of ${rounds * 3}`);
  // The goal was set where an empty script takes 22 ms: nine of those is what counts where the machine is slower.
  console.log(
    row('publish-image-to-ecr', run, `${ms(more)} more`, `${(more / script.wall).toFixed(1)} scripts`),
    '  at most 200 ms more, or 9.1 empty scripts',
  );
  console.log(row('  docker build alone', base));
  console.log(row('  an empty script', script));
}

const ms = (seconds: number) => `${(seconds * 1000).toFixed(0)} ms`;

function must(command: string, argv: readonly string[], env: Record<string, string>): void {
  const { status, stderr } = spawnSync(command, argv, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} failed (${status}).\n${stderr.slice(-2000)}`);
}
