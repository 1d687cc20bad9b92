/** Engines for tests: programs that note how they were started, and leave a real archive. Nothing that ships imports this. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a fake program does when its arguments begin with `when`. */
export interface Behaviour {
  when: readonly string[];
  stdout?: string;
  stderr?: string;
  code?: number;
  /** Leaves what was asked for: an archive at `dest=` or `--output=` or `oci-archive:`, an id at `--iidfile=`. */
  leaves?: boolean;
  /** Goes on until it is ended. */
  waits?: boolean;
}

/** How a fake program was started. */
export interface Start {
  program: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  pid: number;
  /** What was in the files that the arguments and the environment name: secrets, logins. */
  files: Record<string, { content: string; mode: string }>;
}

export interface FakeEngines {
  /** For `env`: only the fake programs are on its PATH. */
  env: Record<string, string>;
  starts(): Start[];
}

/**
 * @param folder where they are made
 * @param archive what they leave as the image
 */
export function fakeEngines(
  folder: string,
  archive: string,
  programs: Readonly<Record<string, readonly Behaviour[]>>,
): FakeEngines {
  const bin = path.join(folder, 'bin');
  const notes = path.join(folder, 'starts.jsonl');
  mkdirSync(bin);
  for (const [name, behaviours] of Object.entries(programs)) {
    const known = JSON.stringify({ name, archive, notes, behaviours });
    writeFileSync(path.join(bin, name), `#!${process.execPath}\n(${fake})(${known});\n`, { mode: 0o755 });
  }
  return {
    env: { PATH: bin, HOME: path.join(folder, 'home') },
    starts: () =>
      existsSync(notes)
        ? readFileSync(notes, 'utf8')
            .split('\n')
            // What follows the last line end is being written.
            .slice(0, -1)
            .map((line) => JSON.parse(line))
        : [],
  };
}

/** The image that the fakes say they keep. */
export const imageId = `sha256:${'1a'.repeat(32)}`;

/** The program itself, as text, because it runs in a Node of its own. */
const fake = String.raw`({ name, archive, notes, behaviours }) => {
  const fs = require('node:fs');
  const args = process.argv.slice(2);
  const option = (start) => args.find((arg) => arg.startsWith(start))?.slice(start.length);
  const files = {};
  const { REGISTRY_AUTH_FILE: auth, DOCKER_CONFIG: docker } = process.env;
  for (const file of [...args.flatMap((arg) => /^--secret=.*src=([^"]*)/.exec(arg)?.[1] ?? []), auth, docker && docker + '/config.json']) {
    if (file && fs.existsSync(file)) files[file] = { content: fs.readFileSync(file, 'utf8'), mode: (fs.statSync(file).mode & 0o777).toString(8) };
  }
  fs.appendFileSync(notes, JSON.stringify({ program: name, args, env: process.env, cwd: process.cwd(), pid: process.pid, files }) + '\n');
  const found = behaviours.find(({ when }) => when.every((word, index) => args[index] === word));
  if (!found) {
    console.error(name + ': unknown command');
    process.exit(1);
  }
  fs.writeSync(1, found.stdout ?? '');
  fs.writeSync(2, found.stderr ?? '');
  if (found.leaves) {
    const id = option('--iidfile=');
    if (id) fs.writeFileSync(id, '${imageId}');
    const output = option('--output=');
    const target = /dest=([^,"]*)/.exec(output ?? '')?.[1] ?? (output?.startsWith('/') ? output : option('oci-archive:'));
    if (target) fs.copyFileSync(archive, target);
  }
  if (found.waits) setInterval(() => {}, 1000);
  else process.exitCode = found.code ?? 0;
}`;

/** What programs say when they are asked what they can do, as real ones did. */
export const answers = {
  containerDriver: `Name:          builder
Driver:        docker-container
Last Activity: 2026-01-05 10:00:00 +0000 UTC

Nodes:
Name:                  builder0
Endpoint:              unix:///var/run/docker.sock
Status:                running
BuildKit version:      v0.26.2
Platforms:             linux/amd64, linux/386
`,
  daemonWithContainerd: `Name:   default
Driver: docker

Nodes:
Name:             default
Endpoint:         default
Status:           running
BuildKit version: v0.0.0+unknown
Platforms:        linux/amd64, linux/amd64/v2
Labels:
 org.mobyproject.buildkit.worker.containerd.namespace: moby
 org.mobyproject.buildkit.worker.executor:             containerd
`,
  daemon: `Name:   default
Driver: docker

Nodes:
Name:             default
Endpoint:         default
Status:           running
BuildKit version: v0.26.2
Platforms:        linux/amd64, linux/386
Labels:
 org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1
`,
  noDaemon: `Name:   default
Driver: 
Error:  Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
`,
  version: (client: string, server = true) =>
    `${JSON.stringify({ Client: { Version: client }, Server: server ? { Version: '26.1.5' } : null })}\n`,
} as const;
