import { InputError } from '@ci-actions/errors/errors';

/** The processors that Lambda has, as its API names them. */
export type Architecture = 'x86_64' | 'arm64';

/** What a function runs on. */
export interface Runtime {
  /** As Lambda's API has it: `python3.12`. */
  name: string;
  family: 'python' | 'node' | 'other';
  /** Of the language: `3.12`, `22`; for a runtime without one, of its Amazon Linux. */
  version: string;
  /** The day from which AWS no longer maintains it, as in `2026-10-31`; absent where AWS has named none. */
  deprecated?: string;
  /** The C library of its Amazon Linux: what a binary may need at most. */
  glibc: string;
}

const amazonLinux = { al1: '2.17', al2: '2.26', al2023: '2.34' } as const;

/**
 * AWS's table of runtimes, as of November 2026: name, Amazon Linux, day of deprecation. The newest of a language first.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const table: readonly (readonly [name: string, system: keyof typeof amazonLinux, deprecated?: string])[] = [
  ['python3.15', 'al2023'],
  ['python3.14', 'al2023', '2029-06-30'],
  ['python3.13', 'al2023', '2029-06-30'],
  ['python3.12', 'al2023', '2028-10-31'],
  ['python3.11', 'al2', '2027-06-30'],
  ['python3.10', 'al2', '2026-10-31'],
  ['python3.9', 'al2', '2025-12-15'],
  ['python3.8', 'al2', '2024-10-14'],
  ['python3.7', 'al1', '2023-12-04'],
  ['python3.6', 'al1', '2022-07-18'],
  ['python2.7', 'al1', '2021-07-15'],
  ['nodejs26.x', 'al2023'],
  ['nodejs24.x', 'al2023', '2028-04-30'],
  ['nodejs22.x', 'al2023', '2027-04-30'],
  ['nodejs20.x', 'al2023', '2026-04-30'],
  ['nodejs18.x', 'al2', '2025-09-01'],
  ['nodejs16.x', 'al2', '2024-06-12'],
  ['nodejs14.x', 'al2', '2023-12-04'],
  ['nodejs12.x', 'al2', '2023-03-31'],
  ['nodejs10.x', 'al2', '2021-07-30'],
  ['java25', 'al2023', '2029-06-30'],
  ['java21', 'al2023', '2029-06-30'],
  ['java17.al2023', 'al2023', '2029-06-30'],
  ['java11.al2023', 'al2023', '2029-06-30'],
  ['java8.al2023', 'al2023', '2029-06-30'],
  ['java17', 'al2', '2027-06-30'],
  ['java11', 'al2', '2027-06-30'],
  ['java8.al2', 'al2', '2027-06-30'],
  ['java8', 'al1', '2024-01-08'],
  ['dotnet10', 'al2023', '2028-11-14'],
  ['dotnet8', 'al2023', '2026-11-10'],
  ['dotnet6', 'al2', '2024-12-20'],
  ['dotnetcore3.1', 'al2', '2023-04-03'],
  ['ruby4.0', 'al2023', '2029-03-31'],
  ['ruby3.4', 'al2023', '2028-03-31'],
  ['ruby3.3', 'al2023', '2027-03-31'],
  ['ruby3.2', 'al2', '2026-03-31'],
  ['ruby2.7', 'al2', '2023-12-07'],
  ['go1.x', 'al1', '2024-01-08'],
  ['provided.al2023', 'al2023', '2029-06-30'],
  ['provided.al2', 'al2', '2026-07-31'],
  ['provided', 'al1', '2024-01-08'],
];

/** What is looked at of an input, which may be of any length. In characters. */
const longestName = 60;

/** All runtimes, the newest of a language first. */
export const runtimes: readonly Runtime[] = table.map(([name, system, deprecated]) => ({
  name,
  family: name.startsWith('python') ? 'python' : name.startsWith('nodejs') ? 'node' : 'other',
  version: name.startsWith('provided') ? system : (/\d+(\.\d+)?/.exec(name)?.[0] ?? ''),
  glibc: amazonLinux[system],
  ...(deprecated === undefined ? {} : { deprecated }),
}));

/**
 * Finds a runtime by its name.
 *
 * @throws InputError for a name that AWS does not have, with the names that are near it
 */
export function readRuntime(name: string): Runtime {
  const found = runtimeOf(name);
  if (found) return found;
  const near = nearNames(name);
  throw new InputError(
    `There is no Lambda runtime ${JSON.stringify(name.slice(0, longestName))}; ${
      near.length > 0 ? `did you mean ${near.join(', ')}?` : 'set it to a name such as python3.13 or nodejs22.x.'
    } If AWS has it since lately, a newer version of this action knows it.`,
  );
}

/** @returns the runtime that a function at AWS has; undefined for one that is not known here, and for an image */
export function runtimeOf(name: string | undefined): Runtime | undefined {
  return runtimes.find((runtime) => runtime.name === name);
}

/**
 * What to say of a runtime that AWS no longer maintains.
 *
 * @param today the day as `2026-11-21`, in UTC
 * @returns a sentence with the day and the successors; undefined for one that is maintained
 */
export function deprecated(runtime: Runtime, today: string): string | undefined {
  if (runtime.deprecated === undefined || runtime.deprecated > today) return undefined;
  const newer = runtimes.filter(
    (other) => language(other.name) === language(runtime.name) && !(other.deprecated && other.deprecated <= today),
  );
  const instead = newer.length > 0 ? newer.map(({ name }) => name).join(', ') : 'provided.al2023';
  return `AWS has deprecated the runtime ${runtime.name} on ${runtime.deprecated}: no security updates, and soon no updates of functions; move to one of: ${instead}.`;
}

/** The machine in the header of an ELF file, by architecture. https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
export const elfMachine: Readonly<Record<Architecture, number>> = { x86_64: 62, arm64: 183 };

/**
 * The platforms whose wheels run here, as pip's `--platform` takes them, the newest C library first. All are named, because
 * pip takes `manylinux_2_28_x86_64` for that one alone.
 *
 * @see https://peps.python.org/pep-0600/
 */
export function wheelPlatforms({ glibc }: Pick<Runtime, 'glibc'>, architecture: Architecture): readonly string[] {
  const machine = architecture === 'arm64' ? 'aarch64' : 'x86_64';
  const newest = Number(glibc.split('.')[1]);
  // Before 2.17 there was no manylinux for arm64; manylinux2014 is 2.17, and pip knows its two forerunners.
  return [
    ...Array.from({ length: newest - 16 }, (_, index) => `manylinux_2_${newest - index}_${machine}`),
    `manylinux2014_${machine}`,
    ...(machine === 'x86_64' ? ['manylinux_2_12_x86_64', 'manylinux_2_5_x86_64'] : []),
  ];
}

/** The binary interfaces of wheels that a Python can load, as pip's `--abi` takes them: `cp312`, `abi3`, `none`. */
export function wheelAbis({ version }: Pick<Runtime, 'version'>): readonly string[] {
  return [`cp${version.replace('.', '')}`, 'abi3', 'none'];
}

/** What makes npm choose packages for the function's machine rather than for this one. */
export function npmPlatform(architecture: Architecture): readonly string[] {
  return [`--cpu=${architecture === 'arm64' ? 'arm64' : 'x64'}`, '--os=linux', '--libc=glibc'];
}

const language = (name: string) => /^[a-z]*/i.exec(name)?.[0].toLowerCase() ?? '';

/** @returns at most four names, the nearest first; of those the newest */
function nearNames(name: string): readonly string[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  // People write node22 and py3.12.
  const wanted = plain(name)
    .replace(/^node(?!js)/, 'nodejs')
    .replace(/^py(?!thon)/, 'python');
  return runtimes
    .map((runtime) => {
      const whole = plain(runtime.name);
      return { runtime, away: wanted !== '' && whole.startsWith(wanted) ? 0 : distance(wanted, whole) };
    })
    .filter(({ away }) => away <= 2)
    .sort((a, b) => a.away - b.away)
    .slice(0, 4)
    .map(({ runtime }) => runtime.name);
}

/** How many letters must be changed, put in or taken out (Levenshtein). */
function distance(a: string, b: string): number {
  const from = a.slice(0, longestName);
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (before[j - 1] ?? 0) + (from[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[b.length] ?? 0;
}
