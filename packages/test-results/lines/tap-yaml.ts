/**
 * Reads the diagnostics of a TAP test point: the scalars of the first two levels of a YAML document. Lists, deeper
 * levels, anchors and the like are passed over; what it cannot read is left out, never an error.
 *
 * @param yaml without the marks around it, and without the blanks of its level
 * @returns the values by their keys, `at.line` for the second level
 */
export function readTapYaml(yaml: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const lines = yaml.split('\n');
  let parent = '';
  let inner = 0;
  for (let index = 0; index < lines.length; index++) {
    const entry = /^( *)("[^"]*"|'[^']*'|[\w$.-]+):(?: +(.*))?$/s.exec(lines[index] ?? '');
    if (!entry) continue;
    const indent = entry[1]?.length ?? 0;
    const key = (entry[2] ?? '').replace(/^["']|["']$/g, '');
    const value = (entry[3] ?? '').trimEnd();
    if (indent > 0 && inner === 0) inner = indent;
    const full = indent === 0 ? key : parent !== '' && indent === inner ? `${parent}.${key}` : '';
    if (/^[|>][+-]?\d?[+-]?$/.test(value)) {
      const end = blockEnd(lines, index + 1, indent);
      if (full !== '') fields.set(full, block(lines.slice(index + 1, end)));
      index = end - 1;
    } else if (value === '' && indent === 0) {
      parent = key;
      inner = 0;
    } else if (full !== '' && value !== '') fields.set(full, scalar(value));
    if (indent === 0 && value !== '') parent = '';
  }
  return fields;
}

function blockEnd(lines: readonly string[], from: number, indent: number): number {
  let end = from;
  while (end < lines.length && indentOf(lines[end] ?? '') > indent) end++;
  return end;
}

/** Folded text (`>`) keeps its lines: it is shown as it was written. */
function block(lines: readonly string[]): string {
  const indent = indentOf(lines.find((line) => line.trim() !== '') ?? '');
  return lines
    .map((line) => line.slice(indent))
    .join('\n')
    .trimEnd();
}

/** A blank line is as deep as the block around it. */
function indentOf(line: string): number {
  const indent = line.search(/\S/);
  return indent === -1 ? Number.POSITIVE_INFINITY : indent;
}

function scalar(value: string): string {
  if (/^'.*'$/s.test(value) && value.length > 1) return value.slice(1, -1).replaceAll("''", "'");
  if (/^".*"$/s.test(value) && value.length > 1) {
    try {
      return String(JSON.parse(value));
    } catch {
      return value.slice(1, -1);
    }
  }
  return value === '~' || value === 'null' ? '' : value;
}
