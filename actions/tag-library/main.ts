import { authFor, basicCredential } from '@ci-actions/git/remote';
import type { Host } from '@ci-actions/kit/host';
import { readInputs } from '@ci-actions/kit/input-schema';
import { readLibraries } from '@ci-actions/library/libraries';
import { openGitHub } from '../open-github.ts';
import { sourceOf } from '../source-of.ts';
import { checkCheckout } from './check-checkout.ts';
import { checkInputs, checkToken } from './check-inputs.ts';
import { commentPreview, isPreview } from './comment-preview.ts';
import { inputs as schema } from './inputs.ts';
import { tagLibrary } from './tag-library.ts';
import { type Told, tellOutcomes } from './tell-outcomes.ts';

/** `tag-library`: the next version of a library, once: its tag, its release, and why. */
export async function run(host: Host): Promise<void> {
  const inputs = readInputs(host.input, schema);
  const { context, log } = host;
  const { workspace, repository, serverUrl } = context;
  const { packages, prefix, path: paths } = inputs;
  checkInputs(inputs);
  const libraries = readLibraries({ packages, prefix, paths, repository });
  const token = inputs['github-token'];
  const github = openGitHub(host, token);
  checkToken(inputs, github !== undefined);
  const remote = { folder: workspace, name: 'origin', env: token === '' ? {} : authFor(serverUrl, token) };
  if (token !== '') host.mask(basicCredential(token));
  await checkCheckout(workspace);
  const { commit } = await sourceOf(host);
  const preview = isPreview(context);
  if (preview && !inputs['dry-run'])
    log.info('This run is of a pull request, so it only says what merging would release.');

  const told: Told[] = [];
  try {
    for (const library of libraries) {
      const dryRun = inputs['dry-run'] || preview;
      told.push(await tagLibrary(host, { ...inputs, 'dry-run': dryRun }, { library, commit, remote, github }));
    }
  } finally {
    // Where one fails, what was done before it counts all the same.
    await tellOutcomes(host, inputs.environment, told);
  }
  if (preview && inputs.comment) await commentPreview(host, github, told);
}
