/** What is known of one file when the order is made. */
export interface Ordered {
  path: string;
  /** Airflow reads it as a DAG file. */
  dag: boolean;
  /** The paths of the files of the same source that it imports. */
  imports: readonly string[];
}

/**
 * Splits files into groups, each of which is sent when the one before it is complete: what is no Python module or imports
 * nothing first, then every module after the modules that it imports, and the DAG files that nobody imports last. So
 * Airflow, which looks at any moment, never meets a file whose helper is still on its way. Where modules import each
 * other in a circle, no order does that, and one of them goes first.
 *
 * @param files all files of the source, also those that stay as they are
 * @param sent the files to send
 */
export function uploadOrder<T extends { path: string }>(files: readonly Ordered[], sent: readonly T[]): T[][] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const imported = new Set(files.flatMap(({ imports }) => imports));
  const levels = new Map<string, number>();
  for (const { path } of files) measure(path);
  const last = Math.max(0, ...new Set(levels.values())) + 1;

  const groups = new Map<number, T[]>();
  for (const item of sent) {
    const leaf = byPath.get(item.path)?.dag === true && !imported.has(item.path);
    const level = leaf ? last : (levels.get(item.path) ?? 0);
    const group = groups.get(level);
    if (group) group.push(item);
    else groups.set(level, [item]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);

  /** How many imports lie under a file, at most. Not recursive: chains may be long. */
  function measure(start: string): void {
    const path: { file: Ordered; next: number; level: number }[] = [];
    const onPath = new Set<string>();
    const enter = (name: string) => {
      const file = byPath.get(name);
      if (!file) return;
      path.push({ file, next: 0, level: 0 });
      onPath.add(name);
    };
    if (!levels.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = top.file.imports[top.next];
      if (target === undefined) {
        levels.set(top.file.path, top.level);
        onPath.delete(top.file.path);
        path.pop();
      } else if (levels.has(target) || onPath.has(target) || !byPath.has(target)) {
        // A file on the path again is a circle: that import counts for nothing.
        if (levels.has(target)) top.level = Math.max(top.level, (levels.get(target) ?? 0) + 1);
        top.next += 1;
      } else {
        enter(target);
      }
    }
  }
}
