import { onFunction } from '../call.ts';
import { describe } from '../describe.ts';
import { invalid, wrongRevision } from '../errors.ts';
import { optional, text } from '../input.ts';
import { page } from '../paging.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export const publishVersion = onFunction(
  201,
  { CodeSha256: optional(text()), Description: optional(text({ max: 256 })), RevisionId: optional(text()) },
  (call, found, { CodeSha256, Description, RevisionId }) => {
    found.demandSettled();
    const { latest } = found;
    if (RevisionId !== undefined && RevisionId !== latest.revisionId) throw wrongRevision();
    const { sha256 } = latest.deployed.code;
    if (CodeSha256 !== undefined && CodeSha256 !== '' && CodeSha256 !== sha256) {
      throw invalid(
        `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const version = found.publish(Description === '' ? undefined : Description, call.time);
    call.save(found);
    return describe(found, version);
  },
);

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export const listVersionsByFunction = onFunction(200, {}, ({ request }, found) => {
  const all = [found.latest, ...found.versions.values()];
  const { items, more } = page(all, `versions ${found.name}`, request.query, 50);
  return { Versions: items.map((version) => describe(found, version, version.version)), ...more };
});
