import { text } from '@ci-actions/format/markdown';
import { count } from '@ci-actions/format/units';
import type { Report } from '../conclude.ts';
import { unreadableSentence } from '../words.ts';
import type { Section } from './sections.ts';

/** More files that could not be read than this are counted, not named. */
const maxUnreadable = 50;

/** The files that could not be read, and why. */
export function unreadable({ unreadable: files }: Report): Section {
  return (room) => {
    if (files.length === 0) return;
    room.add('### Could not be read');
    const lines = files.slice(0, maxUnreadable).map((file) => `- ${text(unreadableSentence(file).slice(0, 1_000))}`);
    let shown = 0;
    while (shown < lines.length && room.add(lines[shown] ?? '')) shown++;
    if (shown < files.length) room.say(`- ${count(files.length - shown, 'more file')}`);
  };
}
