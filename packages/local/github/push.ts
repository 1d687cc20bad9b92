import type { RefChange } from './rules.ts';

/** What a push asks for (https://git-scm.com/docs/gitprotocol-pack#_pushing_data_to_a_server). */
export interface Push {
  changes: readonly RefChange[];
  /** The words in which the client says what it understands. */
  capabilities: readonly string[];
}

/** A change that is refused: the one word behind `! [remote rejected]`, and the lines that git shows as `remote:`. */
export interface Refusal {
  ref: string;
  reason: string;
  lines: readonly string[];
}

interface Line {
  /** Without its length; undefined for the end of a list. */
  data: Buffer | undefined;
  end: number;
}

/** The lines of git's packet format until the end of the list. @returns undefined where the end is not there */
function lines(body: Buffer, start = 0): Line[] | undefined {
  const found: Line[] = [];
  for (let at = start; at + 4 <= body.length; ) {
    const length = Number.parseInt(body.toString('latin1', at, at + 4), 16);
    if (Number.isNaN(length) || at + length > body.length) return undefined;
    if (length < 4) return [...found, { data: undefined, end: at + 4 }];
    found.push({ data: body.subarray(at + 4, at + length), end: at + length });
    at += length;
  }
  return undefined;
}

const packet = (data: Buffer | string): Buffer => {
  const bytes = Buffer.from(data);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
};
const flush = Buffer.from('0000');

const command = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([^\0\n]+)(?:\0([^\n]*))?/;
const noObject = /^0+$/;

/** Reads the beginning of a push; one that asks for nothing, or cannot be read, has no changes. */
export function readPush(body: Buffer): Push {
  const read = (lines(body) ?? [])
    .map(({ data }) => command.exec(data?.toString() ?? ''))
    .filter((one) => one !== null);
  const changes = read.map(([, from = '', to = '', ref = '']) => ({ ref, from, to }));
  return { changes, capabilities: (read[0]?.[4] ?? '').split(' ').filter(Boolean) };
}

/**
 * The push without the changes that are refused, for git to carry out.
 *
 * @returns undefined where nothing is left of it
 */
export function withoutRefused(body: Buffer, push: Push, refused: ReadonlySet<string>): Buffer | undefined {
  const all = lines(body) ?? [];
  const end = all.at(-1)?.end ?? 0;
  const left = push.changes.filter(({ ref }) => !refused.has(ref));
  if (left.length === 0) return undefined;
  const words = push.capabilities.join(' ');
  const before = all.filter(({ data }) => data?.toString().startsWith('shallow ')).map(({ data = '' }) => packet(data));
  const commands = left.map(({ from, to, ref }, i) => packet(`${from} ${to} ${ref}${i === 0 ? `\0${words}` : ''}`));
  // Who deletes and does nothing else sends no objects.
  const rest = left.every(({ to }) => noObject.test(to)) ? Buffer.alloc(0) : body.subarray(end);
  return Buffer.concat([...before, ...commands, flush, rest]);
}

/**
 * Git's answer to a push, with what was refused added.
 *
 * @param reply what git has answered to the rest; nothing where there was no rest
 */
export function withRefusals(reply: Buffer, push: Push, refusals: readonly Refusal[]): Buffer {
  const bands = push.capabilities.includes('side-band-64k');
  const said = bands ? (lines(reply) ?? []).map(({ data }) => data).filter((data) => data !== undefined) : [];
  const report = bands ? Buffer.concat(said.filter(([band]) => band === 1).map((data) => data.subarray(1))) : reply;
  const known = lines(report)?.flatMap(({ data }) => (data ? [packet(data)] : [])) ?? [packet('unpack ok\n')];
  const refused = refusals.map(({ ref, reason }) => packet(`ng ${ref} ${reason}\n`));
  const whole = Buffer.concat([...known, ...refused, flush]);
  if (!bands) return whole;
  const spoken = refusals.flatMap((refusal) => refusal.lines).map((line) => packet(`\u0002${line}\n`));
  const others = said.filter(([band]) => band !== 1).map(packet);
  return Buffer.concat([...others, ...spoken, packet(Buffer.concat([Buffer.from([1]), whole])), flush]);
}
