/**
 * Does jobs at the same time and gives their results in the order of the jobs. Jobs are taken as results are: what is done
 * and not yet taken is bounded.
 *
 * @param ahead how much may be on the way; at least one job is
 * @param weigh how much of that a job is
 */
export async function* inOrder<J, R>(
  jobs: Iterable<J>,
  run: (job: J) => Promise<R>,
  ahead: number,
  weigh: (job: J) => number,
): AsyncGenerator<{ job: J; result: R }> {
  const started: { job: J; result: Promise<R> }[] = [];
  let weight = 0;
  const take = async () => {
    const first = started.shift();
    weight -= first ? weigh(first.job) : 0;
    return first && { job: first.job, result: await first.result };
  };
  for (const job of jobs) {
    const result = run(job);
    // Whoever takes it hears of it; until then it is no unhandled rejection.
    result.catch(() => undefined);
    started.push({ job, result });
    weight += weigh(job);
    while (started.length > 0 && weight >= ahead) {
      const done = await take();
      if (done) yield done;
    }
  }
  for (let done = await take(); done; done = await take()) yield done;
}
