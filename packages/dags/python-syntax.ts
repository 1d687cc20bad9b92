import { availableParallelism } from 'node:os';
import { InputError } from '@ci-actions/errors/errors';
import { exec } from '@ci-actions/exec/exec';

/** What Python says of one file. */
export interface SyntaxProblem {
  /** The file that was given, by its place in the list. */
  index: number;
  line: number;
  message: string;
}

export interface SyntaxReport {
  /** The Python that looked, such as `3.11.7`; undefined where this machine has none. */
  python: string | undefined;
  checked: number;
  problems: readonly SyntaxProblem[];
}

/**
 * Compiles each file without running it and without writing a .pyc. Bytes, not text, go to `compile`: it honours the
 * byte order mark and the encoding that a file declares. The version comes first: no version, no working Python.
 */
const program = `
import gc, json, sys
gc.disable()
work = json.load(sys.stdin)
version = '%d.%d.%d' % sys.version_info[:3]
print(json.dumps(version), flush=True)
files = work['files'] + ([] if version.startswith(work['known'] + '.') else work['again'])
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
 */
export async function checkSyntax(
  files: readonly string[],
  again: readonly string[] = [],
  known = '',
): Promise<SyntaxReport> {
  const total = files.length + again.length;
  if (total === 0) return { python: undefined, checked: 0, problems: [] };
  const processes = Math.max(1, Math.min(availableParallelism(), Math.ceil(total / filesPerProcess)));
  const share = (list: readonly string[], offset: number, which: number) =>
    list.flatMap((file, i) => (i % processes === which ? [[i + offset, file]] : []));
  const reports = await Promise.all(
    Array.from({ length: processes }, (_, which) =>
      ask({ files: share(files, 0, which), again: share(again, files.length, which), known: known || '-' }),
    ),
  );
  return {
    python: reports[0]?.python,
    checked: reports.reduce((sum, { checked }) => sum + checked, 0),
    problems: reports.flatMap(({ problems }) => problems).sort((a, b) => a.index - b.index),
  };
}

async function ask(work: object): Promise<SyntaxReport> {
  const nothing = { python: undefined, checked: 0, problems: [] };
  let result: Awaited<ReturnType<typeof exec>>;
  try {
    // Isolated (-I) and without site packages (-S): no module of the repository is imported, nothing is looked up.
    result = await exec('python3', ['-I', '-S', '-B', '-W', 'ignore', '-c', program], { input: JSON.stringify(work) });
  } catch {
    return nothing;
  }
  const [version, report] = result.stdout.trim().split(/\r?\n/);
  if (!version) return nothing;
  if (result.code !== 0 || report === undefined) {
    const said = result.stderr.trim().split('\n').at(-1);
    throw new InputError(
      `Python ended with code ${result.code} while it checked the syntax: ${said || 'it said nothing'}.`,
    );
  }
  const [checked, problems] = JSON.parse(report) as [number, [number, number, string][]];
  return {
    python: JSON.parse(version) as string,
    checked,
    problems: problems.map(([index, line, message]) => ({ index, line, message })),
  };
}
