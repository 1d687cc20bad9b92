import { type Host, runAction } from '@ci-actions/kit/host';

/** One door for each action. A dynamic import: a door loads its own part of the bundle only. */
const doors = {
  environments: () => import('./environments/main.ts'),
  publish: () => import('./publish/main.ts'),
  'publish-dags-to-s3': () => import('./publish-dags-to-s3/main.ts'),
  'publish-image-to-ecr': () => import('./publish-image-to-ecr/main.ts'),
  'tag-library': () => import('./tag-library/main.ts'),
  'test-report': () => import('./test-report/main.ts'),
  'zip-lambda': () => import('./zip-lambda/main.ts'),
} as const satisfies Record<string, () => Promise<{ run: (host: Host) => Promise<void> }>>;

/** The names of all actions: the folders of `actions/` and of `dist/`. */
export const actionNames = Object.keys(doors) as (keyof typeof doors)[];

/** Runs one action on the runner that this process is started by. Called by `dist/<name>/index.js`. */
export async function open(name: keyof typeof doors): Promise<void> {
  await runAction(async (host) => (await doors[name]()).run(host));
}
