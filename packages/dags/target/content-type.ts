import path from 'node:path';

const types: Record<string, string> = {
  cfg: 'text/plain',
  conf: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  ini: 'text/plain',
  j2: 'text/plain',
  jinja: 'text/plain',
  json: 'application/json',
  md: 'text/markdown',
  py: 'text/x-python',
  sh: 'text/x-shellscript',
  sql: 'application/sql',
  toml: 'application/toml',
  txt: 'text/plain',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
};

/** @returns the media type that a file's name tells, for people who open it in the console; bytes where it tells none */
export function contentType(name: string): string {
  const extension = path.extname(name).slice(1).toLowerCase();
  return Object.hasOwn(types, extension) ? (types[extension] as string) : 'application/octet-stream';
}
