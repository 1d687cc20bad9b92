import { Parser } from 'htmlparser2';
import { AwsError } from './error.ts';

/** An element of a request body: its name, the elements in it and the text in it. */
export interface Element {
  name: string;
  children: Element[];
  text: string;
}

/** What XML 1.0 cannot hold at all; S3 writes such characters of a key as references all the same. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
const special = /[&<>"'\u0000-\u001f]/g;
const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** @returns text made safe for an element's content or an attribute's value */
export function escapeXml(text: string): string {
  return text.replace(special, (c) => names[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);
}

/** An element's content: text, elements already rendered, or nothing at all (then the element is left out). */
export type Content = string | number | boolean | { xml: string } | undefined;

/** @returns `<name>content</name>`; an empty string when the content is undefined */
export function element(name: string, content: Content, attributes = ''): string {
  if (content === undefined) return '';
  const inner = typeof content === 'object' ? content.xml : escapeXml(String(content));
  return `<${name}${attributes}>${inner}</${name}>`;
}

/** @returns the elements of an object, in its order; what is undefined is left out */
export function elements(contents: Record<string, Content>): string {
  return Object.entries(contents)
    .map(([name, content]) => element(name, content))
    .join('');
}

/** @returns a whole document with its declaration */
export function xmlDocument(root: string, namespace: string | undefined, inner: string): string {
  const attributes = namespace ? ` xmlns="${namespace}"` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, { xml: inner }, attributes)}`;
}

/**
 * Reads an XML request body.
 *
 * @param root the name that the outermost element must have
 * @throws AwsError 400 MalformedXML for anything else, a document type included
 */
export function parseXml(body: Buffer, root: string): Element {
  const top: Element = { name: '', children: [], text: '' };
  const open = [top];
  let broken = false;
  const parser = new Parser(
    {
      onopentag(name) {
        const child: Element = { name: name.replace(/^.*:/, ''), children: [], text: '' };
        open.at(-1)?.children.push(child);
        open.push(child);
      },
      ontext(text) {
        const current = open.at(-1);
        if (current) current.text += text;
      },
      onclosetag(_name, implied) {
        broken ||= implied;
        open.pop();
      },
      onprocessinginstruction(_name, data) {
        broken ||= data.startsWith('!');
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(body.toString('utf8'));
  const found = top.children[0];
  if (broken || !found || top.children.length !== 1 || found.name !== root) {
    throw new AwsError(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  return found;
}

/** @returns the text of the first child of this name */
export function textOf(parent: Element, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text;
}
