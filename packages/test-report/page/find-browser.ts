import { existsSync } from 'node:fs';
import path from 'node:path';

/** For tests: where a Chromium is, of those that a system may have; undefined where there is none. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => existsSync(file));
}

/** For tests: how Chromium starts; root cannot have its sandbox. */
export const browserArguments = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
