import type { Architecture, Runtime } from '../platform.ts';

/**
 * Says in a sentence why pip failed, where what it printed is one of the usual things.
 *
 * @param lines what it printed, oldest first
 * @returns undefined where it is something else
 */
export function explainPip(
  lines: readonly string[],
  { runtime, architecture }: { runtime: Pick<Runtime, 'version' | 'glibc'>; architecture: Architecture },
): string | undefined {
  const find = (pattern: RegExp) => lines.map((line) => pattern.exec(line)).find((match) => match !== null);
  // Of an index that does not answer, pip says in the end that there is no such package.
  const unreachable = find(/Retrying \(Retry\(|NewConnectionError|Name or service not known|Could not fetch URL (\S+)/);
  if (unreachable)
    return 'the package index does not answer; check `PIP_INDEX_URL` and the network, and run the job again.';
  const none = find(/No matching distribution found for (.+?)(?: \(from [^)]*\))?$/);
  if (none) {
    const versions = find(/\(from versions: (.+)\)/)?.[1];
    const others = versions === undefined || versions === 'none' ? '' : ` There are wheels of ${shortened(versions)}.`;
    return `${JSON.stringify(none[1])} has no wheel for Python ${runtime.version} on ${architecture} with glibc ${runtime.glibc}; the index has it as source only, for other platforms, or not at all.${others} Choose a version that has one, or build the wheel and serve it from an index of your own (\`PIP_EXTRA_INDEX_URL\`).`;
  }
  const platform = find(/^ERROR: (\S+\.whl) is not a supported wheel on this platform/);
  if (platform) {
    return `${JSON.stringify(platform[1])} is a wheel for another platform than Python ${runtime.version} on ${architecture} with glibc ${runtime.glibc}; name the one that fits.`;
  }
  const python = find(/Package '(.+?)' requires a different Python: \S+ not in '(.+?)'/);
  if (python) return `${JSON.stringify(python[1])} needs Python ${python[2]}, and the runtime has ${runtime.version}.`;
  if (find(/DO NOT MATCH THE HASHES/)) {
    const name = find(/^\s+(\S.*) from http/)?.[1];
    return `what the index serves${name === undefined ? '' : ` for ${JSON.stringify(name)}`} is not what was locked, because its hash is another; find out why before you lock it anew.`;
  }
  if (find(/all requirements must have their versions pinned|Hashes are required in --require-hashes mode/)) {
    return 'some of its lines have hashes and others have none; lock all of them, for example by `pip-compile --generate-hashes`.';
  }
  return undefined;
}

/** @returns the last few of a list of versions, which are the newest */
function shortened(versions: string): string {
  const all = versions.split(', ');
  return all.length > 5 ? `… ${all.slice(-5).join(', ')}` : all.join(', ');
}
