/** A dependency in the bundle, as ncc lists it. */
interface Licensed {
  name: string;
  license: string;
  text: string;
}

/**
 * Says a text once that several dependencies have word for word: most of the file is the Apache License again and again, and
 * every job downloads it.
 *
 * @param listed what ncc writes: for each dependency its name, the name of its licence and the text, and a blank line
 * @param isDependency whether a name is that of an installed package
 * @returns each text once, below the names of those that have it
 */
export function groupLicenses(listed: string, isDependency: (name: string) => boolean): string {
  const texts = new Map<string, string[]>();
  for (const { name, license, text } of split(listed, isDependency)) {
    const names = texts.get(text) ?? [];
    texts.set(text, names);
    names.push(license === '' ? name : `${name} (${license})`);
  }
  return [...texts]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}`.trim())
    .join(`\n\n${'-'.repeat(72)}\n\n`)
    .concat('\n');
}

function split(listed: string, isDependency: (name: string) => boolean): Licensed[] {
  const found: Licensed[] = [];
  const lines = listed.split('\n');
  for (const [index, line] of lines.entries()) {
    const begins =
      (index === 0 || lines[index - 1] === '') && /^(@[\w.-]+\/)?[\w.-]+$/.test(line) && isDependency(line);
    if (begins) found.push({ name: line, license: '', text: '' });
    const last = found.at(-1);
    if (begins || !last) continue;
    if (lines[index - 1] === last.name && last.text === '') last.license = line.trim();
    else last.text += `${line.trimEnd()}\n`;
  }
  return found.map((one) => ({ ...one, text: one.text.trim() }));
}
