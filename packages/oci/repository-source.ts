import { InputError } from '@ci-actions/errors/errors';
import { isDigest } from './descriptor.ts';
import type { ImageSource } from './image-source.ts';
import type { Repository } from './repository.ts';

/**
 * An image of a repository as a source, so that it can be copied to another one: in the same registry, or in another with
 * another login. The repository stays open when the source is closed.
 *
 * @param reference a tag or a digest; what the tag points to now is what is read, even if it moves
 * @throws InputError where there is no such image @throws RepositoryMissing where there is no such repository
 */
export async function openRepositorySource(repository: Repository, reference: string): Promise<ImageSource> {
  const name = `${repository.name}${isDigest(reference) ? '@' : ':'}${reference}`;
  const root = await repository.getManifest(reference);
  if (!root) throw new InputError(`There is no image ${name}.`);
  return {
    name,
    root,
    async manifest({ digest }) {
      const manifest = await repository.getManifest(digest);
      if (!manifest) throw new Error(`The index ${name} names the manifest ${digest}, but the repository has none.`);
      return manifest;
    },
    blob: (descriptor) => repository.blob(descriptor),
    async close() {},
  };
}
