import { silent } from '@ci-actions/log/log';
import { describe, expect, test } from '@jest/globals';
import { type Artifact, type Busy, type Live, type Plan, type Publisher, TargetMoved } from './protocol.ts';
import type { Records, ReleaseRecord } from './records.ts';
import { type ReleaseOptions, release } from './release.ts';

// Commits of one line of history: c1 is older than c2. `side` belongs to another branch, `lost` to none that is known.
const order = ['c1', 'c2', 'c3'];
const history = {
  async descends(newer: string, older: string) {
    if (newer === 'lost' || older === 'lost') return undefined;
    return order.indexOf(older) >= 0 && order.indexOf(newer) > order.indexOf(older);
  },
};

const artifact = (commit: string): Artifact => ({
  kind: 'dags',
  name: 'org/dags',
  version: commit,
  commit,
  digest: `sha256:${commit}`,
});
const live = (commit: string): Live => ({ digest: `sha256:${commit}`, commit, version: commit });

/** A target that is one variable, and a log of what was done to it. */
function world(commit: string, before: Live | undefined) {
  const state = { live: before, busy: undefined as Busy | undefined, calls: [] as string[] };
  const built = artifact(commit);
  const target = { environment: 'staging', place: 's3://bucket/dags/' };
  const publisher: Publisher<Artifact, Plan> = {
    target,
    async build() {
      state.calls.push('build');
      return built;
    },
    async look() {
      return { live: state.live, busy: state.busy };
    },
    async plan(): Promise<Plan> {
      state.calls.push('plan');
      const same = state.live?.digest === built.digest;
      return {
        target,
        live: state.live,
        steps: same ? [] : [{ change: 'add', what: 'a.py', bytes: 1 }],
        unchanged: 0,
      };
    },
    async apply() {
      state.calls.push('apply');
    },
    async verify() {
      state.calls.push('verify');
    },
    async settle() {
      state.calls.push('settle');
      state.live = { digest: built.digest, commit, version: commit };
    },
  };
  return { state, publisher };
}

function recordsOf(last?: ReleaseRecord, leftOut?: string) {
  const written: (Live | undefined)[] = [];
  const records: Records = {
    last: async () => ({ record: last, ...(leftOut ? { leftOut } : {}) }),
    async write({ previous }) {
      written.push(previous);
      return leftOut;
    },
  };
  return { records, written };
}

function options(more: Partial<ReleaseOptions> = {}): ReleaseOptions & { lines: string[] } {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  let time = 0;
  return {
    log: { ...silent, info: say, notice: say, warning: say },
    dryRun: false,
    allowOlder: false,
    history,
    records: undefined,
    now: () => time,
    sleep: async (ms) => {
      time += ms;
    },
    lines,
    ...more,
  };
}

const record = (commit: string): ReleaseRecord => ({
  kind: 'dags',
  digest: `sha256:${commit}`,
  version: commit,
  commit,
  target: 's3://bucket/dags/',
  'previous-digest': null,
});

describe('the five steps', () => {
  test('build, plan, apply, verify, record', async () => {
    const { state, publisher } = world('c2', live('c1'));
    const { records, written } = recordsOf();
    const outcome = await release(publisher, options({ records }));
    expect(outcome).toMatchObject({ reason: 'published', previous: live('c1'), artifact: artifact('c2'), leftOut: [] });
    expect(state.calls).toEqual(['build', 'plan', 'apply', 'verify', 'settle']);
    expect(written).toEqual([live('c1')]);
  });

  test('a dry run stops after the plan and records nothing', async () => {
    const { state, publisher } = world('c2', live('c1'));
    const { records, written } = recordsOf();
    const settings = options({ records, dryRun: true });
    expect(await release(publisher, settings)).toMatchObject({ reason: 'dry-run', previous: live('c1') });
    expect(state.calls).toEqual(['build', 'plan']);
    expect(written).toEqual([]);
    expect(settings.lines).toContain('  + a.py (1 B)');
  });

  test('a failure on the way is the caller’s, and nothing is recorded', async () => {
    const { state, publisher } = world('c2', undefined);
    const { records, written } = recordsOf();
    publisher.verify = () => Promise.reject(new Error('The bucket is gone.'));
    await expect(release(publisher, options({ records }))).rejects.toThrow('The bucket is gone.');
    expect(written).toEqual([]);
    expect(state.live).toBeUndefined();
  });
});

describe('the guard: already there', () => {
  test('the same digest: nothing is written', async () => {
    const { state, publisher } = world('c2', live('c2'));
    const { records, written } = recordsOf(record('c2'));
    expect(await release(publisher, options({ records }))).toMatchObject({
      reason: 'already-published',
      previous: live('c2'),
    });
    expect(state.calls).toEqual(['build', 'plan']);
    expect(written).toEqual([]);
  });

  test('a run that died before its record: the re-run writes the record', async () => {
    const { publisher } = world('c2', live('c2'));
    const { records, written } = recordsOf(record('c1'));
    const outcome = await release(publisher, options({ records }));
    expect(outcome).toMatchObject({ reason: 'already-published', previous: { digest: 'sha256:c1' } });
    expect(written).toMatchObject([{ digest: 'sha256:c1', commit: 'c1' }]);
  });
});

describe('the guard: stale', () => {
  test.each([
    ['the target holds a newer commit', 'c1', live('c2'), undefined, undefined, 'superseded'],
    ['a newer run is publishing now', 'c1', undefined, { commit: 'c3', by: 'run 9' }, undefined, 'superseded'],
    ['a newer commit with the same content was recorded', 'c2', live('c1'), undefined, record('c3'), 'superseded'],
    ['the target holds an older commit', 'c2', live('c1'), undefined, undefined, 'published'],
    ['the target holds another branch', 'c2', live('side'), undefined, undefined, 'published'],
    ['nobody can tell', 'c2', live('lost'), undefined, undefined, 'published'],
  ])('%s', async (_what, commit, before, busy, last, reason) => {
    const { state, publisher } = world(commit, before);
    state.busy = busy;
    expect(await release(publisher, options(recordsOf(last)))).toMatchObject({ reason });
    expect(state.calls.includes('apply')).toBe(reason === 'published');
  });

  test('what could not be told is said', async () => {
    const { publisher } = world('c2', live('lost'));
    const { leftOut } = await release(publisher, options());
    expect(leftOut).toEqual([
      expect.stringMatching(/^Whether lost is newer than c2 could not be told: give the step a token/),
    ]);
  });

  test('the way back waits for its turn like anyone else', async () => {
    const { state, publisher } = world('c1', live('c2'));
    state.busy = { commit: 'c3', by: 'Run 9' };
    const settings = options({
      allowOlder: true,
      sleep: async () => {
        state.busy = undefined;
        state.live = live('c3');
      },
    });
    expect(await release(publisher, settings)).toMatchObject({ reason: 'published', previous: live('c3') });
    expect(settings.lines).toContain('Run 9 is publishing to s3://bucket/dags/; waiting for it.');
  });

  test('the record is read anew after a wait: the same content at a newer commit is nowhere else', async () => {
    const { state, publisher } = world('c2', live('c1'));
    state.busy = { commit: 'side', by: 'Run 9' };
    const { records } = recordsOf();
    let waited = false;
    records.last = async () => ({ record: waited ? record('c3') : undefined });
    const sleep = async () => {
      state.busy = undefined;
      waited = true;
    };
    expect(await release(publisher, options({ records, sleep }))).toMatchObject({ reason: 'superseded' });
  });

  test('the same content from a newer commit is there already, and the older commit makes no record', async () => {
    const { publisher } = world('c1', { ...live('c1'), commit: 'c2' });
    const { records, written } = recordsOf(record('c2'));
    expect(await release(publisher, options({ records }))).toMatchObject({ reason: 'already-published' });
    expect(written).toEqual([]);
  });

  test('the way back: an older commit on purpose', async () => {
    const { publisher } = world('c1', live('c2'));
    expect(await release(publisher, options({ allowOlder: true }))).toMatchObject({
      reason: 'published',
      previous: live('c2'),
    });
  });
});

describe('the guard: too much', () => {
  const refusing = (commit: string, before: Live | undefined) => {
    const made = world(commit, before);
    const plan = made.publisher.plan;
    made.publisher.plan = async (artifact) => ({
      ...(await plan(artifact)),
      refused: 'The plan deletes 59 of 60 objects.',
    });
    return made;
  };

  test.each([false, true])('the plan is shown and refused, dry run: %s', async (dryRun) => {
    const { state, publisher } = refusing('c2', live('c1'));
    const settings = options({ dryRun });
    await expect(release(publisher, settings)).rejects.toThrow('The plan deletes 59 of 60 objects.');
    expect(settings.lines).toContain('  + a.py (1 B)');
    expect(state.calls).toEqual(['build', 'plan']);
  });

  test('an older run is superseded before that', async () => {
    const { publisher } = refusing('c1', live('c2'));
    expect(await release(publisher, options())).toMatchObject({ reason: 'superseded' });
  });
});

describe('two runs at once', () => {
  test('the loser plans again, and finds itself superseded', async () => {
    const { state, publisher } = world('c1', undefined);
    publisher.apply = async () => {
      state.calls.push('apply');
      state.live = live('c2');
      throw new TargetMoved('Another run published to s3://bucket/dags/.');
    };
    const settings = options();
    expect(await release(publisher, settings)).toMatchObject({ reason: 'superseded' });
    expect(state.calls).toEqual(['build', 'plan', 'apply', 'plan']);
    expect(settings.lines).toContain('Another run published to s3://bucket/dags/. Planning again.');
  });

  test('the loser that is newer goes on', async () => {
    const { state, publisher } = world('c3', undefined);
    const apply = publisher.apply;
    publisher.apply = async (...args) => {
      if (state.live?.commit === 'c2') return apply(...args);
      state.live = live('c2');
      throw new TargetMoved('Another run published.');
    };
    expect(await release(publisher, options())).toMatchObject({ reason: 'published', previous: live('c2') });
    expect(state.live).toEqual(live('c3'));
  });

  test('it waits for an older run that holds the target, then plans again', async () => {
    const { state, publisher } = world('c2', undefined);
    state.busy = { commit: 'c1', by: 'Run 7' };
    let slept = 0;
    const settings = options({
      sleep: async () => {
        slept += 1;
        if (slept === 3) {
          state.busy = undefined;
          state.live = live('c1');
        }
      },
    });
    expect(await release(publisher, settings)).toMatchObject({ reason: 'published', previous: live('c1') });
    expect(settings.lines.filter((line) => line.includes('waiting'))).toEqual([
      'Run 7 is publishing to s3://bucket/dags/; waiting for it.',
    ]);
  });

  test('its patience ends with a sentence', async () => {
    const { state, publisher } = world('c2', undefined);
    state.busy = { commit: 'c1', by: 'Run 7' };
    await expect(release(publisher, options({ patienceMs: 60_000 }))).rejects.toThrow(
      's3://bucket/dags/ was held by Run 7 for 1 min 0 s; run the job again when that run is done.',
    );
    expect(state.calls).not.toContain('apply');
  });

  test('a target that never stands still ends with a sentence', async () => {
    const { publisher } = world('c2', undefined);
    publisher.apply = () => Promise.reject(new TargetMoved('Moved.'));
    await expect(release(publisher, options())).rejects.toThrow(/was changed by other runs 5 times/);
  });
});

test('a token that may not record costs one line, not the release', async () => {
  const { publisher } = world('c2', undefined);
  const { records } = recordsOf(undefined, 'No deployment was recorded: the token lacks `deployments: write`.');
  const outcome = await release(publisher, options({ records }));
  expect(outcome.reason).toBe('published');
  expect(outcome.leftOut).toEqual(['No deployment was recorded: the token lacks `deployments: write`.']);
});
