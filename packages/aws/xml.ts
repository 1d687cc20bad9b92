import { Parser } from 'htmlparser2';

/** An element: its name, its own text, and the elements in it. */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

/** A reply that is not the XML that it should be: cut off, or something else altogether. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** No reply of S3 is deeper than this. */
const deepest = 16;

/**
 * Reads a reply of S3 or STS. Documents of a thousand entries are the largest, so a tree is lean enough.
 *
 * @param text the document
 * @param root the name that its root must have
 * @throws XmlError where it is cut off, not closed, or has another root
 */
export function parseXml(text: string, root: string): XmlElement {
  const top: XmlElement = { name: '', text: '', children: [] };
  const open: XmlElement[] = [top];
  let broken = '';
  const parser = new Parser(
    {
      onopentagname(name) {
        const element = { name, text: '', children: [] };
        if (open.length > deepest) broken ||= 'it is nested too deep';
        else open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext(data) {
        const element = open.at(-1);
        if (element && element !== top) element.text += data;
      },
      onclosetag(name, implied) {
        // `<a/>` counts as implied too; at the end of a cut document nothing but this is left to close it.
        if (implied && text[parser.endIndex - 1] !== '/') broken ||= `it does not close <${name}>`;
        open.pop();
      },
    },
    { xmlMode: true },
  );
  parser.write(text);
  if (open.length > 1) broken ||= `it ends inside <${open.at(-1)?.name}>`;
  parser.end();
  const found = top.children[0];
  if (!found) broken ||= 'it holds no element';
  else if (found.name !== root) broken ||= `it begins with <${found.name.slice(0, 80)}>`;
  if (broken || !found) throw new XmlError(`A reply should be an XML document <${root}>, but ${broken}.`);
  return found;
}

/** The first child of a name, if there is one. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((one) => one.name === name);
}

/** The text of the first child of a name; empty where there is none. */
export function childText(element: XmlElement, name: string): string {
  return child(element, name)?.text ?? '';
}

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text as it may stand in an element or an attribute. Tabs and ends of lines are written by number, or a reader would
 * change them. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, (character) => named[character] ?? `&#${character.charCodeAt(0)};`);
}

/** Whether XML 1.0 can hold a text at all: most control characters cannot be written, not even by number. */
export function fitsXml(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
}
