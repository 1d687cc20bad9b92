import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const main = path.join(import.meta.dirname, '../../src/main.js');

/**
 * Starts the service as a process, as its container would, on a free port.
 *
 * @param env its environment variables
 */
export async function startProcess(env) {
  const child = spawn(process.execPath, [main], {
    env: { ...env, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const log = [];
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line);
      log.push(entry);
      if (entry.message === 'listening') resolve(entry.url);
      if (entry.message === 'not started') reject(new Error(entry.reason));
    });
  });
  return {
    url,
    log,
    /** @returns the exit code */
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}
