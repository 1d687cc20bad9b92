/** Another run made a tag of this version meanwhile: the next version has to be worked out again. */
export class VersionTaken extends Error {
  override readonly name = 'VersionTaken';
}
