/** @returns the name of an element or an attribute without its namespace prefix */
export function local(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

/** @returns the last part of a path of any system: `C:\out\a.dll` is `a.dll` */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** @returns the name without the class before it */
export function withoutClass(name: string, className: string): string {
  return className !== '' && name.length > className.length + 1 && name.startsWith(`${className}.`)
    ? name.slice(className.length + 1)
    : name;
}

/**
 * Takes `Space.Class.Test("a.b")` apart. Dots in arguments, of the fixture too, part nothing.
 *
 * @returns undefined where the name is no such name but, say, a sentence
 */
export function splitQualified(full: string): { className: string; name: string } | undefined {
  let depth = 0;
  let quoted = false;
  let dot = -1;
  for (let index = 0; index < full.length; index++) {
    const character = full[index] ?? '';
    if (quoted) {
      if (character === '\\') index++;
      else quoted = character !== '"';
    } else if (character === '"' && depth > 0) quoted = true;
    else if ('(<['.includes(character)) depth++;
    else if (')>]'.includes(character)) depth--;
    else if (depth > 0) continue;
    else if (character === '.') dot = index;
    else if (!/[\w$`+@,/&\u0080-\uffff]/.test(character)) return undefined;
  }
  if (depth !== 0 || quoted || dot <= 0 || dot === full.length - 1) return undefined;
  return { className: full.slice(0, dot), name: full.slice(dot + 1) };
}
