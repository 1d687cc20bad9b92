import path from 'node:path';

/** What leads out of the repository's own code, wherever it lies. */
const library =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|gems|\.venv|venv|\.cargo|\.m2)\/|^\/usr\/|^\/rustc\//;

/** A path as a report or a stack trace writes it, made plain. */
export interface PlainPath {
  /** With `/`, without `.` and `..` where they lead nowhere else. */
  path: string;
  /** Whether it names a place on some machine, rather than in a folder. */
  isAbsolute: boolean;
  /** Whether it is in a folder where other people's code lies. */
  isLibrary: boolean;
}

/**
 * @param written untrusted: a path of any system, or a `file:` or `webpack:` address
 * @returns undefined where it can be no path
 */
export function plainPath(written: string): PlainPath | undefined {
  const trimmed = written.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (trimmed === '' || trimmed.length > 1_000 || /[\u0000-\u001f]/.test(trimmed)) return undefined;
  const slashed = withoutScheme(trimmed).replaceAll('\\', '/');
  const normal = path.posix.normalize(slashed).replace(/\/$/, '');
  if (normal === '' || normal === '.') return undefined;
  const isAbsolute = normal.startsWith('/') || /^[A-Za-z]:\//.test(normal);
  return { path: normal, isAbsolute, isLibrary: library.test(normal) };
}

/** `file:///a%20b` is a path, `webpack:///./src/a` and `package:name/a` lead to one. */
function withoutScheme(text: string): string {
  const address = /^file:\/\/(?:localhost)?(?=\/)(?:\/(?=[A-Za-z]:))?(.*)$/.exec(text)?.[1];
  if (address !== undefined) {
    try {
      return decodeURIComponent(address);
    } catch {
      return address;
    }
  }
  return text.replace(/^(?:webpack[\w-]*:\/+|package:)/, '');
}
