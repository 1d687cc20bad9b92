import type { Comparison } from '../compare/compare-rows.ts';
import type { Place } from './failure.ts';

/** For tests: links each file that a report names. */
export const place: Place = ({ file: name, line }) =>
  name === '' ? undefined : { file: name, line, url: `https://host/${encodeURIComponent(name)}` };

/** For tests: nothing has changed, but for what the test says. */
export function comparison(over: Partial<Comparison> = {}): Comparison {
  const none = { count: 0, names: [] };
  return {
    baseTests: 9,
    common: 9,
    newFailures: none,
    stillFailing: none,
    fixed: none,
    added: none,
    removed: none,
    slower: { count: 0, tests: [] },
    isNew: () => false,
    ...over,
  };
}

/** What GitHub takes as structure in a text of Markdown. */
export interface Structure {
  /** The HTML outside of code. */
  html: string[];
  openFence: boolean;
  /** The lines outside of fences, without code in lines. */
  prose: string;
  /** What is in fences, with their languages. */
  fences: { language: string; content: string }[];
}

/** For tests: reads Markdown as GitHub does, as far as fences, code in lines and HTML go. */
export function structure(markdown: string): Structure {
  let fence = '';
  const prose: string[] = [];
  const fences: { language: string; content: string }[] = [];
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    const [, mark = '', language = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence === '' && mark !== '' && !(mark.startsWith('`') && language.includes('`'))) {
      fence = mark;
      fences.push({ language, content: '' });
    } else if (fence !== '' && mark.startsWith(fence) && language.trim() === '') fence = '';
    else if (fence === '') prose.push(line.replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, ''));
    else
      fences[fences.length - 1] = {
        language: fences.at(-1)?.language ?? '',
        content: `${fences.at(-1)?.content}${line}\n`,
      };
  }
  const html = prose.flatMap((line) => line.match(/<[^>]*>?/g) ?? []);
  return { html, openFence: fence !== '', prose: prose.join('\n'), fences };
}

/** For tests: what is wrong with the structure of a text that holds untrusted text; nothing, if all is right. */
export function faults(markdown: string): string[] {
  const { html, openFence, prose, fences } = structure(markdown);
  const found: string[] = openFence ? ['a fence is not closed'] : [];
  const open: string[] = [];
  for (const tag of html) {
    const name = /^<\/?(details|summary)>$/.exec(tag)?.[1];
    if (name === undefined) found.push(`HTML: ${tag}`);
    else if (!tag.startsWith('</')) open.push(name);
    else if (open.pop() !== name) found.push(`${tag} closes nothing`);
  }
  if (open.length > 0) found.push(`not closed: ${open.join(', ')}`);
  if (/(?:^|[^\w`])@\w/.test(prose)) found.push('a mention');
  // A reference to an issue would make a note there.
  if (/(?:^|[^\w&])#\d/.test(prose)) found.push('a reference to an issue');
  for (const [, address = ''] of prose.matchAll(/(?<!\\)\]\(([^)]*)\)/g)) {
    if (!address.startsWith('https://host/')) found.push(`a link to ${address}`);
  }
  if (/(?<!\\)!\[/.test(prose)) found.push('an image');
  if (/(?<!\]\()(?:https?|ftp):\/\//.test(prose)) found.push('an address that becomes a link');
  for (const { language, content } of fences) {
    if (language === 'mermaid' && !mermaid.test(content)) found.push('a chart with foreign words');
    if (language !== 'mermaid' && language !== 'text') found.push(`a fence of ${language}`);
  }
  return found;
}

/** Fixed words and numbers alone. */
const mermaid =
  /^%%\{init: \{"theme":"base","themeVariables":\{(?:"pie\d":"#[\da-f]{6}",?)+\}\}\}%%\npie showData\n(?: {2}"(?:Passed|Failed|Skipped|Flaky)" : \d+\n)+$/;
