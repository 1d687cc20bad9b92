import { appendFile, mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import * as core from '@actions/core';
import { explain } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { type RunContext, readContext } from './context.ts';
import { harmless } from './escape.ts';
import { fitSummary } from './fit-summary.ts';

/** A remark at a place in the source, which GitHub shows beside the line. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  message: string;
  title?: string;
  /** Relative to the workspace. */
  file?: string;
  /** From 1. */
  line?: number;
}

/** The runner, as an action sees it. Tests and `try` pass a plain object instead. */
export interface Host {
  /** The text of an input, trimmed; empty where it is not set. */
  input(name: string): string;
  /** Sets an output of the step. */
  output(name: string, value: string | number | boolean): void;
  log: Log;
  /** Puts a remark beside a line of the source. GitHub shows ten of each level per step. */
  annotate(annotation: Annotation): void;
  /** Hides a secret in every log from now on. Call it before the first use. */
  mask(secret: string): void;
  /**
   * Adds Markdown to the job's summary and keeps it as a file.
   * @param name a plain word for the file's name; the second of a name in a job gets `-2`, and so on
   * @returns the path of the file, which the `summary` output names
   */
  summarise(name: string, markdown: string): Promise<string>;
  /** An OIDC token of this job. @throws Error when the job lacks `id-token: write` */
  idToken(audience: string): Promise<string>;
  /** What GitHub says of this run. */
  context: RunContext;
  /** The environment of the process. */
  env: Readonly<Record<string, string | undefined>>;
}

const remark = { error: core.error, warning: core.warning, notice: core.notice };

/** The runner of GitHub Actions, through its toolkit. The only file that imports it. */
export function runnerHost(): Host {
  const { env } = process;
  return {
    input: (name) => core.getInput(name),
    output: (name, value) => core.setOutput(name, value),
    log: {
      info: (line) => core.info(harmless(line)),
      // The toolkit escapes the data of its commands itself.
      notice: (line) => core.notice(line),
      warning: (line) => core.warning(line),
      debug: (line) => core.debug(line),
      async group(title, work) {
        core.startGroup(title);
        try {
          return await work();
        } finally {
          core.endGroup();
        }
      },
    },
    annotate({ level, message, title, file, line }) {
      remark[level](message, {
        ...(title === undefined ? {} : { title }),
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { startLine: line }),
      });
    },
    mask: (secret) => maskLines(secret),
    async summarise(name, markdown) {
      const folder = path.join(env.RUNNER_TEMP ?? path.join(process.cwd(), '.ci-actions'), 'summaries');
      await mkdir(folder, { recursive: true });
      const file = await writeNew(path.join(folder, name.replace(/[^A-Za-z0-9._-]+/g, '-')), markdown);
      if (env.GITHUB_STEP_SUMMARY) {
        const used = await stat(env.GITHUB_STEP_SUMMARY).then(
          ({ size }) => size,
          () => 0,
        );
        await appendFile(env.GITHUB_STEP_SUMMARY, fitSummary(markdown, used));
      }
      return file;
    },
    idToken: (audience) => core.getIDToken(audience),
    context: readContext(env),
    env,
  };
}

/** Writes a file of its own: the steps of a job share the folder, and two may have one name. @returns its path */
async function writeNew(start: string, content: string): Promise<string> {
  for (let number = 1; ; number++) {
    const file = `${start}${number === 1 ? '' : `-${number}`}.md`;
    // Made first: to encode a large summary for each name that is taken would cost more than the report.
    const made = await open(file, 'wx').catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') throw thrown;
    });
    if (!made) continue;
    try {
      await made.writeFile(content);
    } finally {
      await made.close();
    }
    return file;
  }
}

/** The runner masks line by line, so every line of a secret is a secret. */
function maskLines(secret: string): void {
  for (const line of [secret, ...secret.split(/\r?\n/)]) if (line.trim() !== '') core.setSecret(line);
}

/**
 * Runs one action: any throw becomes one clear failed line. A stack trace is shown only when debugging is on.
 *
 * @param run the action: inputs -> one call into a domain -> outputs and summary
 */
export async function runAction(run: (host: Host) => Promise<void>, host: Host = runnerHost()): Promise<void> {
  try {
    await run(host);
  } catch (thrown) {
    core.setFailed(explain(thrown));
    if (core.isDebug() && thrown instanceof Error) core.debug(String(thrown.stack));
  }
}
