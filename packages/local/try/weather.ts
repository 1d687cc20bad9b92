import { createFaults, type Faults } from '../faults/faults.ts';
import type { TryArguments } from './arguments.ts';

/** What goes wrong on the way, and how much of it did. */
export interface Weather {
  faults: Faults;
  /** What is about to happen, for the person who asked for it. */
  said: string | undefined;
  /** How many times a step was killed. */
  kills(): number;
}

/**
 * The faults of `--fault`.
 *
 * @param kill ends the processes of the running step, as a runner that is lost does
 * @param tell hears of each request that goes wrong, in a few words
 */
export function makeWeather(kind: TryArguments['fault'], kill: () => void, tell: (what: string) => void): Weather {
  const weather = weatherOf(kind, kill);
  return { ...weather, faults: told(weather.faults, tell) };
}

function told(faults: Faults, tell: (what: string) => void): Faults {
  return {
    next(request) {
      const fault = faults.next(request);
      const what = request.operation === 'github' ? `GitHub: ${request.method} ${request.path}` : request.operation;
      if (fault?.kind === 'status') tell(`${what} is answered ${fault.status}`);
      if (fault?.kind === 'call') tell(`the runner is lost at ${what}`);
      return fault;
    },
    add: (...rules) => faults.add(...rules),
    clear: () => faults.clear(),
    get hits() {
      return faults.hits;
    },
  };
}

function weatherOf(kind: TryArguments['fault'], kill: () => void): Weather {
  let kills = 0;
  const put = { operation: 'PutObject' };
  const putBlob = { operation: 'PutBlob' };
  const release = { operation: 'github', method: 'POST', path: /\/releases$/ };
  switch (kind) {
    case undefined:
      return { faults: createFaults(), said: undefined, kills: () => 0 };
    case '429':
      return {
        faults: createFaults([
          {
            match: { operation: 'github', path: /\/(deployments|environments)/ },
            times: 2,
            answer: 429,
            retryAfter: 1,
          },
          { match: release, times: 1, answer: 429, retryAfter: 1 },
          { match: put, after: 10, times: 8, answer: 429 },
          { match: { operation: 'GetAuthorizationToken' }, times: 2, answer: 429 },
          { match: putBlob, times: 2, answer: 429 },
          { match: { operation: 'PutManifest' }, after: 1, times: 3, answer: 429 },
          { match: { operation: /^(UpdateFunctionCode|PublishVersion)$/ }, after: 1, times: 3, answer: 429 },
        ]),
        said: 'GitHub, S3, ECR and Lambda answer 429 (too many requests) for a while',
        kills: () => 0,
      };
    case '503':
      return {
        faults: createFaults([
          { match: { operation: 'AssumeRoleWithWebIdentity' }, times: 1, answer: 503 },
          { match: { operation: 'ListObjectsV2' }, times: 2, answer: 503 },
          { match: put, after: 5, times: 12, answer: 503 },
          { match: { operation: 'GetAuthorizationToken' }, times: 1, answer: 503 },
          { match: { operation: /^(HeadManifest|StartUpload)$/ }, times: 3, answer: 503 },
          { match: putBlob, after: 1, times: 2, answer: 503 },
          { match: { operation: /^(GetFunctionConfiguration|UpdateFunctionCode)$/ }, after: 1, times: 3, answer: 503 },
          { match: { operation: /^(Create|Update)Alias$/ }, times: 1, answer: 503 },
          { match: { operation: 'github', path: /\/deployments/ }, times: 2, answer: 503 },
          { match: release, times: 2, answer: 503 },
        ]),
        said: 'STS, S3, ECR, Lambda and GitHub answer 503 (slow down) for a while',
        kills: () => 0,
      };
    case 'kill': {
      const answer = () => {
        kills += 1;
        kill();
      };
      return {
        faults: createFaults([
          { match: put, after: 20, times: 1, answer },
          { match: putBlob, after: 1, times: 1, answer },
          { match: { operation: 'PublishVersion' }, times: 1, answer },
          { match: release, times: 1, answer },
        ]),
        said: 'the step is killed (SIGKILL) at its 21st upload to S3, its 2nd to ECR, its first version of a function, or its first release on GitHub; then the failed jobs are run again',
        kills: () => kills,
      };
    }
  }
}
