/** One arm of an `if`, `try` or `match`. */
export interface Branch {
  /** Which statement, counted from the top of the file. */
  group: number;
  /** Which of its arms. */
  arm: number;
}

/** Which word opens another arm of which statement; of two such arms only one runs. */
const arms: Record<string, string> = { elif: 'if', else: 'if', except: 'try', case: 'case' };
const openers = new Set(['if', 'try', 'case']);
/** Python itself allows no more levels of indentation. */
const maxLevels = 100;

/** Follows the indentation of a Python file and knows in which arms of `if`, `try` and `match` a line stands. */
export function blockTracker() {
  const open: (Branch & { indent: number; keyword: string })[] = [];
  let groups = 0;
  return {
    /** A logical line begins. @param keyword its first word */
    line(indent: number, keyword: string): void {
      let top = open.at(-1);
      while (top && top.indent > indent) {
        open.pop();
        top = open.at(-1);
      }
      if (top?.indent === indent) {
        if (arms[keyword] === top.keyword) {
          top.arm += 1;
          return;
        }
        open.pop();
      }
      if (openers.has(keyword) && open.length < maxLevels) open.push({ indent, keyword, group: groups++, arm: 0 });
    },
    /** @returns the arms around the current line, outermost first */
    branches: (): Branch[] => open.map(({ group, arm }) => ({ group, arm })),
  };
}

/** Whether of two places in one file only one can run: they stand in different arms of one statement. */
export function exclusive(a: readonly Branch[], b: readonly Branch[]): boolean {
  for (const [depth, branch] of a.entries()) {
    if (branch.group !== b[depth]?.group) return false;
    if (branch.arm !== b[depth]?.arm) return true;
  }
  return false;
}
