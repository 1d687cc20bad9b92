/**
 * Does some work for each item, so many at a time, in their order. After a failure nothing more is begun, and what is under
 * way is waited for, so that nothing goes on behind the caller's back.
 *
 * @throws the first error
 */
export async function runParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed: { error: unknown } | undefined;
  const lane = async () => {
    while (!failed && next < items.length) {
      const item = items[next++] as T;
      try {
        await work(item);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, atOnce), items.length) }, lane));
  if (failed) throw failed.error;
}
