import type { Annotation } from './result.ts';

/** A line that a step printed for the runner: `::name key=value,key=value::text`. */
export interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  text: string;
}

const known = new Set(
  'error warning notice debug group endgroup add-mask add-matcher remove-matcher echo set-output save-state set-env add-path'.split(
    ' ',
  ),
);

const refused: Record<string, string> = {
  'set-output': 'The `set-output` command is refused: write name=value to the file at $GITHUB_OUTPUT.',
  'save-state': 'The `save-state` command is refused: write name=value to the file at $GITHUB_STATE.',
  'set-env': 'The `set-env` command is disabled since 2020: write name=value to the file at $GITHUB_ENV.',
  'add-path': 'The `add-path` command is disabled since 2020: write the folder to the file at $GITHUB_PATH.',
  'add-matcher':
    'Problem matchers (`add-matcher`) are not supported by this runner: print `::error file=...::` instead.',
  'remove-matcher': 'Problem matchers (`remove-matcher`) are not supported by this runner: leave it out.',
};

/** What a line of a step's output means. */
export type Meaning =
  | { kind: 'output'; text: string }
  | { kind: 'group' | 'endgroup' | 'debug'; text: string }
  | { kind: 'annotation'; annotation: Annotation }
  | { kind: 'mask'; secret: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'nothing' };

/** Reads the lines of one step in order; `stop-commands` holds until its token comes by, at most to the step's end. */
export function createCommandReader(): (line: string) => Meaning {
  let stopToken: string | undefined;
  return (line) => {
    if (stopToken !== undefined) {
      if (parseCommand(line, new Set([stopToken.toLowerCase()]))) {
        stopToken = undefined;
        return { kind: 'nothing' };
      }
      return { kind: 'output', text: line };
    }
    const command = parseCommand(line, new Set([...known, 'stop-commands']));
    if (!command) return { kind: 'output', text: line };
    if (command.name === 'stop-commands') {
      if (weakTokens.has(command.text.toLowerCase())) {
        return { kind: 'refused', reason: 'The `stop-commands` command needs a token that nothing else prints.' };
      }
      stopToken = command.text;
      return { kind: 'nothing' };
    }
    return meaningOf(command);
  };
}

const weakTokens = new Set(['', 'pause-logging', 'stop-commands', ...known]);

function meaningOf({ name, properties, text }: WorkflowCommand): Meaning {
  const reason = refused[name];
  if (reason !== undefined) return { kind: 'refused', reason };
  if (name === 'error' || name === 'warning' || name === 'notice') {
    return { kind: 'annotation', annotation: annotationOf(name, properties, text) };
  }
  if (name === 'group' || name === 'endgroup' || name === 'debug') return { kind: name, text };
  if (name === 'add-mask') return { kind: 'mask', secret: text };
  return { kind: 'nothing' };
}

function annotationOf(level: Annotation['level'], properties: Record<string, string>, message: string): Annotation {
  const annotation: Annotation = { level, message };
  if (properties.title) annotation.title = properties.title;
  if (properties.file) annotation.file = properties.file;
  for (const [key, property] of [
    ['line', 'line'],
    ['endLine', 'endline'],
    ['col', 'col'],
    ['endColumn', 'endcolumn'],
  ] as const) {
    const value = Number(properties[property]);
    if (Number.isInteger(value) && value > 0) annotation[key] = value;
  }
  return annotation;
}

/**
 * Reads a command as the runner does: `::` may stand after blanks, the older `##[name key=value;]` anywhere in the line;
 * only a known name makes a command, and names count in any case.
 */
function parseCommand(line: string, names: ReadonlySet<string>): WorkflowCommand | undefined {
  const trimmed = line.trimStart();
  const end = trimmed.indexOf('::', 2);
  if (trimmed.startsWith('::') && end > 0) {
    const command = headOf(trimmed.slice(2, end), ',', names, decodeProperty);
    if (command) return { ...command, text: decodeText(trimmed.slice(end + 2)) };
  }
  const start = line.indexOf('##[');
  const close = line.indexOf(']', start);
  if (start < 0 || close < 0) return undefined;
  const command = headOf(line.slice(start + 3, close), ';', names, decodeOld);
  return command && { ...command, text: decodeOld(line.slice(close + 1)) };
}

function headOf(head: string, separator: string, names: ReadonlySet<string>, decode: (text: string) => string) {
  const space = head.indexOf(' ');
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase();
  if (!names.has(name)) return undefined;
  const properties: Record<string, string> = {};
  for (const pair of space < 0 ? [] : head.slice(space + 1).split(separator)) {
    const equals = pair.indexOf('=');
    const value = decode(pair.slice(equals + 1));
    if (equals > 0 && value !== '') properties[pair.slice(0, equals).trim().toLowerCase()] = value;
  }
  return { name, properties };
}

const decodeText = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
const decodeProperty = (text: string) =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
const decodeOld = (text: string) =>
  text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
    .replaceAll('%25', '%');
