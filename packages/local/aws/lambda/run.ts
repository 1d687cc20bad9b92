import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { killGroup } from '../../runner/process.ts';
import type { Archive } from './archive.ts';
import type { Deployed } from './function.ts';
import type { Invocation, Reply } from './options.ts';

/** Loads the handler, gives it the event and writes what comes of it into a file; what it prints is its log. */
const runners: Readonly<Record<'python' | 'node', string>> = {
  python: `
import importlib, json, sys, traceback
root, module, name, out = sys.argv[1:5]
sys.path.insert(0, root)
class Context:
    def __init__(self, about): self.__dict__.update(about)
    def get_remaining_time_in_millis(self): return 1000 * self.timeout
given = json.load(sys.stdin)
try:
    if name == "": raise ValueError("Bad handler '%s': not enough values to unpack" % module)
    handler = getattr(importlib.import_module(module.replace("/", ".")), name)
    answer = {"payload": handler(given["event"], Context(given["context"]))}
    text = json.dumps(answer)
except BaseException as error:
    traceback.print_exc()
    kind = "Runtime.ImportModuleError" if isinstance(error, ImportError) else type(error).__name__
    text = json.dumps({"error": {"type": kind, "message": str(error), "trace": traceback.format_tb(error.__traceback__)}})
with open(out, "w") as file: file.write(text)
`,
  node: `
const { existsSync, readFileSync, writeFileSync } = await import('node:fs');
const { pathToFileURL } = await import('node:url');
const [root, module, name, out] = process.argv.slice(-4);
const { event, context } = JSON.parse(readFileSync(0, 'utf8'));
let answer;
try {
  const file = ['.mjs', '.js', '.cjs'].map((end) => root + '/' + module + end).find((one) => existsSync(one));
  if (!file) throw Object.assign(new Error("Cannot find module '" + module + "'"), { name: 'Runtime.ImportModuleError' });
  const loaded = await import(pathToFileURL(file).href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') throw Object.assign(new Error(module + '.' + name + ' is undefined or not exported'), { name: 'Runtime.HandlerNotFound' });
  context.getRemainingTimeInMillis = () => 1000 * context.timeout;
  const payload = await new Promise((resolve, reject) => {
    const done = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (done && typeof done.then === 'function') done.then(resolve, reject);
  });
  answer = { payload: payload ?? null };
} catch (error) {
  console.error(error);
  answer = { error: { type: error?.name ?? 'Error', message: String(error?.message ?? error), trace: String(error?.stack ?? '').split('\\n') } };
}
writeFileSync(out, JSON.stringify(answer));
process.exit(0);
`,
};

/** Whether this machine has what the runtime is: Node is always there, Python is looked for when it is needed. */
export function canRun({ code, config }: Deployed): boolean {
  return code.packageType === 'Zip' && familyOf(config.runtime) !== undefined;
}

const familyOf = (runtime = '') =>
  runtime.startsWith('python') ? 'python' : runtime.startsWith('nodejs') ? 'node' : undefined;

/**
 * Unpacks the code into a folder of its own and runs its handler as a process, for as long as the function may run.
 * It is the machine's Python or this Node, whatever the runtime's version, and nothing keeps it inside its folder.
 *
 * @param layers the function's layers, in their order; a later one overwrites an earlier one, as under /opt
 */
export async function runHandler(
  { code, config }: Deployed,
  layers: readonly Archive[],
  invocation: Invocation,
  requestId: string,
): Promise<Reply> {
  const family = familyOf(config.runtime);
  if (code.packageType !== 'Zip' || family === undefined) return { payload: null };
  const folder = mkdtempSync(path.join(tmpdir(), 'lambda-'));
  try {
    const root = path.join(folder, 'task');
    const out = path.join(folder, 'answer.json');
    unpackInto(code.archive, root);
    for (const layer of layers) unpackInto(layer, path.join(folder, 'opt'));
    const handler = config.handler ?? '';
    const dot = handler.lastIndexOf('.');
    const args = [root, dot < 0 ? handler : handler.slice(0, dot), dot < 0 ? '' : handler.slice(dot + 1), out];
    const context = contextOf(invocation, requestId, config.timeout);
    const { log, ended } = await start(
      family === 'python'
        ? ['python3', ['-c', runners.python, ...args]]
        : [process.execPath, ['--input-type=module', '-e', runners.node, '--', ...args]],
      { folder, environment: invocation.environment, input: JSON.stringify({ event: invocation.event, context }) },
      config.timeout,
    );
    if (ended === 'timeout') {
      const message = `${new Date().toISOString()} ${requestId} Task timed out after ${config.timeout.toFixed(2)} seconds`;
      return { log, error: { type: 'Sandbox.Timedout', message } };
    }
    return { ...(JSON.parse(readFileSync(out, 'utf8')) as Reply), log };
  } catch (thrown) {
    const error = `RequestId: ${requestId} Error: Runtime exited without providing a reason (${thrown})`;
    return { error: { type: 'Runtime.ExitError', message: error } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What handlers are told of themselves, in the words of Python and in those of Node. */
function contextOf({ name, version }: Invocation, requestId: string, timeout: number): object {
  return {
    ...{ function_name: name, function_version: version, aws_request_id: requestId },
    ...{ functionName: name, functionVersion: version, awsRequestId: requestId },
    timeout,
  };
}

async function start(
  [command, args]: [command: string, args: readonly string[]],
  { folder, environment, input }: { folder: string; environment: Readonly<Record<string, string>>; input: string },
  seconds: number,
): Promise<{ log: string; ended: 'timeout' | 'itself' }> {
  const root = path.join(folder, 'task');
  const paths = {
    ...{ HOME: root, LAMBDA_TASK_ROOT: root, PATH: process.env.PATH },
    ...{ PYTHONPATH: path.join(folder, 'opt/python'), NODE_PATH: path.join(folder, 'opt/nodejs/node_modules') },
  };
  const child = spawn(command, args, {
    cwd: root,
    env: { ...environment, ...paths, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that whatever it has started ends with it and leaves its outputs.
    detached: true,
  });
  const end = () => void (child.pid !== undefined && killGroup(child.pid, 'SIGKILL'));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end();
  }, seconds * 1000);
  child.once('exit', end);
  let log = '';
  const keep = (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-65_536);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // A process that ends before it has read all breaks the pipe; what comes of it is told by its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(timer);
  }
  return { log, ended: late ? 'timeout' : 'itself' };
}

/** The names were checked when the archive was taken: none leads out. Links come last, so that nothing is written through one. */
function unpackInto(archive: Archive, root: string): void {
  mkdirSync(root, { recursive: true });
  const place = (name: string) => path.join(root, ...name.split('/'));
  for (const { name, kind, mode } of archive.entries) {
    if (kind === 'folder') mkdirSync(place(name), { recursive: true });
    if (kind !== 'file') continue;
    mkdirSync(path.dirname(place(name)), { recursive: true });
    writeFileSync(place(name), archive.file(name) ?? '', { mode: mode & 0o100 ? 0o755 : 0o644 });
  }
  for (const { name, kind } of archive.entries) {
    if (kind !== 'link') continue;
    mkdirSync(path.dirname(place(name)), { recursive: true });
    symlinkSync(archive.text(name) ?? '', place(name));
  }
}
