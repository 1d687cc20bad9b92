import { text } from '@ci-actions/format/markdown';
import { count, duration, thousands } from '@ci-actions/format/units';
import type { Report } from '../conclude.ts';
import { verdict } from '../words.ts';
import type { Section } from './sections.ts';

/** What a reader sees first. */
export const icons = { success: '✅', failure: '❌', incomplete: '⚠️', empty: '⚠️' } as const;

/** @param title untrusted. @returns a heading with the verdict */
export function heading(report: Report, title: string): string {
  return `## ${icons[report.conclusion]} ${text(title.slice(0, 200))}: ${verdict(report)}`;
}

/** The counts, in one line. */
export function counts({ counts: { passed, failed, skipped, flaky }, durationMs, files, unreadable }: Report): Section {
  const part = (number: number, word: string) => `**${thousands(number)}** ${word}`;
  const parts = [
    part(passed, 'passed'),
    part(failed, 'failed'),
    part(skipped, 'skipped'),
    ...(flaky > 0 ? [part(flaky, 'flaky')] : []),
    duration(durationMs),
    count(files.length + unreadable.length, 'file'),
  ];
  return (room) => void room.add(parts.join(' · '));
}

/** @param runUrl the page of the run, which has the whole report; empty for no link */
export function runLink(runUrl = ''): Section {
  return (room) => void (runUrl !== '' && room.add(linkTo(runUrl, 'The whole report')));
}

/** @returns a link, of which nothing can end the address too early */
export function linkTo(url: string, label: string): string {
  return `[${label}](${url.replace(/[()<>\s\\]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)})`;
}
