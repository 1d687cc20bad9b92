import { availableParallelism } from 'node:os';
import { InputError } from '@ci-actions/errors/errors';
import { type ExecResult, exec } from '@ci-actions/exec/exec';

/** What Python says of one file. */
export interface SyntaxProblem {
  /** The file that was given, by its place in the list. */
  index: number;
  line: number;
  message: string;
}

export interface SyntaxReport {
  /** The Python that looked, such as `3.11.7`; undefined where this machine has none that works. */
  python: string | undefined;
  /** What the `python3` of this machine did instead of working; undefined where there is none, or it works. */
  broken?: string;
  checked: number;
  problems: readonly SyntaxProblem[];
}

/** Isolated (-I) and without site packages (-S): no module of the repository is imported, nothing is looked up. */
const isolated = ['-I', '-S', '-B', '-W', 'ignore', '-X', 'utf8', '-c'];

const version = "print('%d.%d.%d' % sys.version_info[:3])";

/**
 * Compiles each file without running it and without writing a .pyc. Bytes, not text, go to `compile`: it honours the
 * byte order mark and the encoding that a file declares.
 */
const program = `
import gc, json, sys
gc.disable()
${version}
files = json.load(sys.stdin)
problems = []
for index, file in files:
    try:
        with open(file, 'rb') as source:
            compile(source.read(), file, 'exec', 0, True)
    except SyntaxError as error:
        problems.append([index, error.lineno or 1, error.msg])
    except OSError:
        raise
    except Exception as error:
        problems.append([index, 1, '%s: %s' % (type(error).__name__, error)])
print(json.dumps([len(files), problems]))
`;

/** Fewer files than this for each process are not worth its start. */
const filesPerProcess = 100;

/**
 * Checks the syntax of Python files with the Python of this machine.
 *
 * @param files where they are
 * @param again files that a Python of version `known` has passed; they are checked only by another version
 * @param known such as `3.11`
 * @throws InputError when Python itself breaks on a file
 * @throws Error when there is a Python that cannot be started, for want of memory or of processes
 */
export async function checkSyntax(
  files: readonly string[],
  again: readonly string[] = [],
  known = '',
): Promise<SyntaxReport> {
  if (files.length + again.length === 0) return { python: undefined, checked: 0, problems: [] };
  const { python, broken } = await findPython();
  if (python === undefined) return { python, ...(broken ? { broken } : {}), checked: 0, problems: [] };

  const asked = python.startsWith(`${known}.`) ? files : [...files, ...again];
  const processes = Math.min(availableParallelism(), Math.ceil(asked.length / filesPerProcess));
  const shares = Array.from({ length: processes }, (_, which) =>
    asked.flatMap((file, i) => (i % processes === which ? [[i, file] as const] : [])),
  );
  const reports = await Promise.all(shares.map((share) => ask(share)));
  const other = reports.find((report) => report.python !== python);
  if (other) {
    throw new Error(
      `\`python3\` is Python ${python} and, asked again, ${JSON.stringify(other.python)}: nothing it says of the syntax holds. Make it one of them before this step, for example by actions/setup-python.`,
    );
  }
  return {
    python,
    checked: reports.reduce((sum, { checked }) => sum + checked, 0),
    problems: reports.flatMap(({ problems }) => problems).sort((a, b) => a.index - b.index),
  };
}

/**
 * Asks for the version first, without any input: what is no Python, such as a shim for one that is not installed, ends
 * without reading it, and a write to a process that has ended brings this one down.
 */
async function findPython(): Promise<{ python: string | undefined; broken?: string }> {
  const result = await start(`import sys\n${version}`);
  if (!result) return { python: undefined };
  const python = result.stdout.trim();
  if (result.code === 0 && /^\d+\.\d+\.\d+$/.test(python)) return { python };
  return { python: undefined, broken: `it ended with code ${result.code}: ${lastLine(result.stderr)}` };
}

async function ask(files: readonly (readonly [number, string])[]): Promise<SyntaxReport & { python: string }> {
  const result = await start(program, JSON.stringify(files));
  const [python, report] = (result?.stdout ?? '').trim().split(/\r?\n/);
  if (result?.code !== 0 || report === undefined) {
    throw new InputError(
      `Python ended with code ${result?.code ?? 'unknown'} while it checked the syntax: ${lastLine(result?.stderr ?? '')}.`,
    );
  }
  const [checked, problems] = JSON.parse(report) as [number, [number, number, string][]];
  return {
    python: python ?? '',
    checked,
    problems: problems.map(([index, line, message]) => ({ index, line, message })),
  };
}

/** @returns undefined where there is no python3; every other reason why it does not start is an error */
async function start(code: string, input?: string): Promise<ExecResult | undefined> {
  try {
    return await exec('python3', [...isolated, code], input === undefined ? {} : { input });
  } catch (cause) {
    // The toolkit looks for the program on PATH itself, and says so in these words when it is not there.
    if (cause instanceof Error && cause.message.startsWith('Unable to locate executable file')) return undefined;
    throw new Error(
      '`python3` could not be started, so the syntax of the Python files is not known; run the job again.',
      {
        cause,
      },
    );
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'it said nothing';
}
