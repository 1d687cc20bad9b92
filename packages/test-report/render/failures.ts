import { count } from '@ci-actions/format/units';
import type { Failure, Report } from '../conclude.ts';
import { hasDetails, type Place, renderDetails, renderFailure } from './failure.ts';
import type { Section } from './sections.ts';

export interface FailuresOptions {
  place: Place;
  /** Whether the base did not have it; left out where there is none. */
  isNew?: ((failure: Failure) => boolean) | undefined;
  /** `brief` leaves the stack traces out. */
  form: 'full' | 'brief';
  /** How many are shown. */
  most?: number;
}

/**
 * The failures, new ones first, each whole. All have their name and message before the first has its stack trace, but half of
 * the room is for stack traces in any case.
 */
export function failures(report: Report, { place, isNew, form, most = Infinity }: FailuresOptions): Section {
  const dropped = report.files.reduce((sum, file) => sum + file.failuresDropped, 0);
  const groups = isNew
    ? [
        { title: 'New failures', some: report.failures.filter(isNew) },
        { title: 'Still failing', some: report.failures.filter((failure) => !isNew(failure)) },
      ]
    : [{ title: 'Failures', some: report.failures }];
  const known = new Map<Failure, string>();
  const render = (failure: Failure) => {
    const before = known.get(failure);
    if (before !== undefined) return before;
    const brief = renderFailure(failure, { place, isNew: isNew?.(failure) ?? false });
    known.set(failure, brief);
    return brief;
  };

  return (room) => {
    const half = room.left / 2;
    let later = form === 'full' ? sizeOf(groups.flatMap(({ some }) => some).slice(0, most), room.left) : 0;
    let shown = 0;
    let cut = 0;
    const add = (failure: Failure): boolean => {
      const brief = render(failure);
      later -= Buffer.byteLength(brief) + 2;
      const long = form === 'full' && hasDetails(failure);
      // Once a stack trace had no room, a short one among the others would only mislead.
      if (long && cut === 0) {
        const full = `${brief}\n\n${renderDetails(failure)}`;
        if (room.left - Buffer.byteLength(full) - 2 >= Math.min(later, half) && room.add(full)) return true;
      }
      if (!room.add(brief)) return false;
      if (long) cut++;
      return true;
    };
    for (const { title, some } of groups) {
      if (some.length === 0 || shown >= most || !room.add(`### ${title}`)) continue;
      for (const failure of some.slice(0, most - shown)) {
        if (!add(failure)) break;
        shown++;
      }
    }
    const left = report.failures.length - shown + dropped;
    if (left + cut === 0) return;
    const said = [
      ...(left > 0 ? [count(left, 'more failure')] : []),
      ...(cut > 0 ? [`the details of ${count(cut, 'failure')}`] : []),
    ].join(' and ');
    if (cut === 0 && (shown === most || left === dropped)) room.say(`> Left out: ${said}.`);
    else room.leftOut(said);
  };

  /** @returns how many bytes they take without stack traces; endless where it is more than there is room for */
  function sizeOf(some: readonly Failure[], atMost: number): number {
    let size = 0;
    for (const failure of some) {
      size += Buffer.byteLength(render(failure)) + 2;
      if (size > atMost) return Infinity;
    }
    return size;
  }
}
