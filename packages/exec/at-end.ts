const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const pending = new Set<() => void>();

/**
 * Has something done when this process ends: by itself, or because the runner cancels the job (SIGINT, then SIGTERM).
 * Nothing can be done about a SIGKILL.
 *
 * @param work synchronous; what it throws is passed over, because the rest must still be done
 * @returns takes it back, without doing it
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
export function atEnd(work: () => void): () => void {
  // One function given twice is two pieces of work.
  const once = () => work();
  if (pending.size === 0) {
    process.on('exit', finish);
    for (const signal of signals) process.on(signal, endedBy);
  }
  pending.add(once);
  return () => {
    if (pending.delete(once) && pending.size === 0) letGo();
  };
}

function letGo(): void {
  process.off('exit', finish);
  for (const signal of signals) process.off(signal, endedBy);
}

function finish(): void {
  // The last that began is the first that ends: a program before the folder that it works in.
  for (const work of [...pending].reverse()) {
    try {
      work();
    } catch {}
  }
  pending.clear();
  letGo();
}

function endedBy(signal: NodeJS.Signals): void {
  finish();
  // Without a listener of its own the process ends as it would have; with one, that one decides.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
