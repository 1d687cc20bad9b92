/** One arm of an `if`, `try` or `match`. */
export interface Branch {
  /** Which statement, counted from the top of the file. */
  group: number;
  /** Which of its arms. */
  arm: number;
}

/** Where in a Python file a line stands. */
export interface Place {
  /** The arms of `if`, `try` and `match` around it, outermost first. */
  branches: readonly Branch[];
  /**
   * It runs whenever the file is imported: it stands in no function, class, loop or arm. `with` always runs what is in it.
   */
  certain: boolean;
}

/** Which word opens another arm of which statement; of two such arms only one runs. */
const arms: Record<string, string> = { elif: 'if', else: 'if', except: 'try', case: 'case' };
const openers = new Set(['if', 'try', 'case']);
/** What else may run what is in it never, later or more than once. */
const others = new Set(['def', 'class', 'async', 'for', 'while', 'else', 'finally']);
/** Python itself allows no more levels of indentation. */
const maxLevels = 100;

/** Follows the indentation of a Python file and knows in which blocks a line stands. */
export function blockTracker() {
  const open: { indent: number; keyword: string; branch?: Branch }[] = [];
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
        if (top.branch && arms[keyword] === top.keyword) {
          top.branch = { ...top.branch, arm: top.branch.arm + 1 };
          return;
        }
        open.pop();
      }
      if (open.length >= maxLevels) return;
      if (openers.has(keyword)) open.push({ indent, keyword, branch: { group: groups++, arm: 0 } });
      else if (others.has(keyword)) open.push({ indent, keyword });
    },
    /** @returns where the current line stands; the block that it opens itself counts, as `if x: y` is one line */
    place: (): Place => ({ branches: open.flatMap(({ branch }) => branch ?? []), certain: open.length === 0 }),
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
