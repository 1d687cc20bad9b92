import { rmSync } from 'node:fs';
import path from 'node:path';
import { edit, makeTree, touch } from './dags-tree.ts';
import { has, measure, median, type Run, row } from './measure.ts';
import { type Server, startEmbedded, startNullSink } from './servers.ts';

const keys = {
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
};

/** What a peer needs of this machine's environment, and nothing else of it. */
const bare = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };

interface Client {
  name: string;
  run(tree: string, server: Server, prefix: string): Run;
}

/** Our own door, as the runner starts it. `pathVariable` without python3 leaves out the syntax check, which no peer has. */
function ours(name: string, pathVariable: string, out: string): Client {
  return {
    name,
    run: (tree, server, prefix) =>
      measure([process.execPath, 'dist/publish-dags-to-s3/index.js'], {
        ...keys,
        PATH: pathVariable,
        AWS_ENDPOINT_URL: server.url,
        GITHUB_WORKSPACE: process.cwd(),
        GITHUB_REPOSITORY: 'org/bench',
        GITHUB_SHA: 'a'.repeat(40),
        GITHUB_RUN_ID: '1',
        RUNNER_TEMP: out,
        INPUT_ENVIRONMENT: 'bench',
        INPUT_BUCKET: 'bench',
        INPUT_PREFIX: prefix,
        INPUT_SOURCE: path.relative(process.cwd(), tree),
      }),
  };
}

const peers: readonly (Client & { program: string })[] = [
  {
    name: 'rclone sync --checksum, 32 transfers',
    program: 'rclone',
    run: (tree, server, prefix) =>
      measure(
        [
          'rclone',
          'sync',
          '--checksum',
          '--transfers',
          '32',
          '--checkers',
          '32',
          '--fast-list',
          '--config',
          '/dev/null',
          tree,
          `:s3:bench/${prefix}`,
        ],
        {
          ...bare,
          RCLONE_S3_PROVIDER: 'Other',
          RCLONE_S3_ENDPOINT: server.url,
          RCLONE_S3_ACCESS_KEY_ID: 'bench',
          RCLONE_S3_SECRET_ACCESS_KEY: 'bench',
          RCLONE_S3_REGION: 'us-east-1',
          RCLONE_S3_NO_CHECK_BUCKET: 'true',
        },
      ),
  },
  {
    name: 'aws s3 sync --delete',
    program: 'aws',
    run: (tree, server, prefix) =>
      measure(
        [
          'aws',
          's3',
          'sync',
          '--delete',
          '--only-show-errors',
          '--endpoint-url',
          server.url,
          tree,
          `s3://bench/${prefix}`,
        ],
        {
          ...bare,
          ...keys,
        },
      ),
  },
];

/** First sync, no change, ten edits, of 2,000 files against the peers in turn; and 20,000 files for memory and growth. */
export async function benchDagsSync(out: string, rounds: number): Promise<void> {
  const withoutPython = ours('publish-dags-to-s3, without the Python check', '/nonexistent', out);
  const whole = ours('publish-dags-to-s3, with the Python check', process.env.PATH ?? '', out);
  const present = peers.filter(({ program }) => has(program));
  for (const { program, name } of peers)
    if (!has(program)) console.log(`Skipped: ${name}; ${program} is not on this machine.`);
  const clients = [withoutPython, whole, ...present];

  const sink = await startNullSink(0);
  const distant = await startNullSink(20);
  const embedded = await startEmbedded();
  const first = sink ?? embedded;
  const tree = path.join(out, 'dags-2000');
  try {
    console.log(
      `\n2,000 files, ${makeTree(tree, 2_000)}; first sync to ${sink ? 'the null sink' : 'the embedded S3'}, median of ${rounds}`,
    );
    const firsts = await inTurn(clients, rounds, async (client, round) => {
      await first.empty();
      return client.run(tree, first, `${slug(client)}-${round}`);
    });
    report(clients, firsts, withoutPython);

    if (distant) {
      console.log('\nThe same, each answer after 20 ms, as from S3; one run');
      const distants = await inTurn(clients, 1, async (client) => client.run(tree, distant, slug(client)));
      report(clients, distants, withoutPython);
    }

    console.log(
      `\nThe same, nothing changed since the first sync but every time of change; the embedded S3, median of ${rounds}`,
    );
    for (const client of clients) client.run(tree, embedded, slug(client));
    touch(tree);
    const requests = await requestsOf(clients, embedded, (client) => client.run(tree, embedded, slug(client)));
    report(
      clients,
      await inTurn(clients, rounds, async (client) => {
        touch(tree);
        return client.run(tree, embedded, slug(client));
      }),
      withoutPython,
      requests,
    );

    console.log('\nThe same, ten files edited to the same size; the embedded S3, one run');
    edit(tree, 10);
    const edited = new Map<Client, Run[]>();
    const editRequests = await requestsOf(clients, embedded, (client) => {
      edited.set(client, [client.run(tree, embedded, slug(client))]);
    });
    report(clients, edited, withoutPython, editRequests);

    const many = path.join(out, 'dags-20000');
    makeTree(many, 20_000);
    console.log(`\n20,000 files, first sync to ${sink ? 'the null sink' : 'the embedded S3'}, one run`);
    await first.empty();
    const run20 = withoutPython.run(many, first, 'many');
    const base = median(firsts.get(withoutPython) ?? []);
    console.log(row(withoutPython.name, run20, `${(run20.wall / base.wall).toFixed(1)}x 2,000`));
    rmSync(many, { recursive: true, force: true });
  } finally {
    sink?.stop();
    distant?.stop();
    embedded.stop();
    rmSync(tree, { recursive: true, force: true });
  }
}

const slug = ({ name }: Client) => name.replace(/\W+/g, '-');

/**
 * Every client once, then every client again: a machine that slows down slows all of them. In the other order each time:
 * what ran before, and left the machine warm or throttled, is then not the same for one client always.
 */
async function inTurn(
  clients: readonly Client[],
  rounds: number,
  run: (client: Client, round: number) => Promise<Run>,
): Promise<Map<Client, Run[]>> {
  const runs = new Map<Client, Run[]>(clients.map((client) => [client, []]));
  for (let round = 0; round < rounds; round++) {
    for (const client of round % 2 ? [...clients].reverse() : clients) runs.get(client)?.push(await run(client, round));
  }
  return runs;
}

async function requestsOf(
  clients: readonly Client[],
  server: Server,
  run: (client: Client) => unknown,
): Promise<Map<Client, string>> {
  const counted = new Map<Client, string>();
  for (const client of clients) {
    await server.counts();
    run(client);
    const counts = await server.counts();
    counted.set(
      client,
      Object.entries(counts)
        .map(([operation, count]) => `${count} ${operation}`)
        .join(', '),
    );
  }
  return counted;
}

function report(
  clients: readonly Client[],
  runs: Map<Client, Run[]>,
  own: Client,
  requests?: Map<Client, string>,
): void {
  const base = median(runs.get(own) ?? []);
  for (const client of clients) {
    const run = median(runs.get(client) ?? []);
    const ratio = `${(run.wall / base.wall).toFixed(2)}x`;
    console.log(row(client.name, run, ratio), requests ? `  ${requests.get(client)}` : '');
  }
}
