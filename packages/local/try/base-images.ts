/**
 * The images that a Dockerfile stands on, which a build has to have: those of `FROM` that are no stages of its own, with
 * the defaults of the arguments before the first `FROM`.
 *
 * @see https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact
 */
export function baseImagesOf(dockerfile: string): string[] {
  const values = new Map<string, string>();
  const stages = new Set(['scratch']);
  const bases = new Set<string>();
  let begun = false;
  for (const line of dockerfile.replace(/\\\r?\n/g, ' ').split('\n')) {
    const [, name, value] = /^\s*ARG\s+(\w+)=["']?([^"'\s]*)/i.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !begun) values.set(name, value);
    const [, image, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (image === undefined) continue;
    begun = true;
    const base = image.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced, plain) => values.get(braced ?? plain) ?? '');
    if (!stages.has(base.toLowerCase())) bases.add(base);
    if (stage !== undefined) stages.add(stage.toLowerCase());
  }
  return [...bases];
}
