/** A line of a requirements file, as pip reads it. */
export interface RequirementLine {
  /** As it is written, for messages: a variable in it may hold a password. */
  text: string;
  /** What stands before the first option: `shop[fast]==1.0; python_version > "3"`; empty where there is nothing. */
  requirement: string;
  /** The options and their values, as a shell would split them: `-r`, `more.txt`. */
  options: readonly string[];
}

/** Where Python ends a line, which is in more places than others do it. https://docs.python.org/3/library/stdtypes.html#str.splitlines */
const lineEnd = new RegExp(`\r\n|[${String.fromCharCode(10, 11, 12, 13, 28, 29, 30, 0x85, 0x2028, 0x2029)}]`);
const comment = /(^|\s+)#.*$/;

/**
 * Reads a requirements file as pip does: with lines that go on after a backslash, comments, and variables `${NAME}`.
 *
 * @param env of pip
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function requirementLines(text: string, env: NodeJS.ProcessEnv): readonly RequirementLine[] {
  return joined(text.split(lineEnd)).flatMap((line) => {
    const plain = line.replace(comment, '').trim();
    if (plain === '') return [];
    const expanded = plain.replace(/\$\{([A-Z0-9_]+)\}/g, (variable, name: string) => env[name] || variable);
    const words = expanded.split(' ');
    const option = words.findIndex((word) => word.startsWith('-'));
    const at = option < 0 ? words.length : option;
    return [
      {
        text: plain,
        requirement: words.slice(0, at).join(' ').trim(),
        options: shellWords(words.slice(at).join(' ')),
      },
    ];
  });
}

function joined(lines: readonly string[]): readonly string[] {
  const all: string[] = [];
  let begun = '';
  for (const line of lines) {
    const isComment = /^\s*#/.test(line);
    if (line.endsWith('\\') && !isComment) {
      begun += line.replace(/^\\+|\\+$/g, '');
      continue;
    }
    // A comment ends what goes on, and stays a comment.
    all.push(begun + (isComment ? ` ${line}` : line));
    begun = '';
  }
  return begun === '' ? all : [...all, begun];
}

function shellWords(text: string): readonly string[] {
  const words = text.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(/\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_all, one?: string, double?: string, single?: string) =>
      double === undefined ? (one ?? single ?? '') : double.replace(/\\(["\\])/g, '$1'),
    ),
  );
}
