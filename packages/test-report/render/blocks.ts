import type { Section } from './sections.ts';

/**
 * Blocks of Markdown that are ready, under a heading. What has no room is left out and said.
 *
 * @param most how many are shown
 */
export function blocks(title: string, ready: readonly string[] = [], most = Infinity): Section {
  return (room) => {
    const [first, ...others] = ready.slice(0, most);
    if (first === undefined) return;
    if (!room.add(`### ${title}\n\n${first}`)) return room.leftOut(title.toLowerCase());
    if (others.filter((block) => !room.add(block)).length > 0) room.leftOut(`more of the ${title.toLowerCase()}`);
  };
}
