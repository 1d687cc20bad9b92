import path from 'node:path';

/** @returns whether the path is the folder itself or lies in it, by its text alone; links are not followed */
export function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
