const replacement = '***';

/** Hides secrets in everything that a person may read. */
export interface Mask {
  /** Hides a value, each of its lines, and what common encodings make of them. */
  add(secret: string): void;
  /** The text with every secret in it as `***`; neighbours and overlaps become one. */
  hide(text: string): string;
}

/** A mask that hides nothing yet. One job has one, as on GitHub. */
export function createMask(): Mask {
  const hidden = new Set<string>();
  return {
    add(secret) {
      for (const part of new Set([
        secret,
        secret.trim(),
        ...secret.split(/[\r\n]+/),
        ...secret.split(/\r?\n/).map((l) => l.trim()),
      ])) {
        if (part.trim() === '') continue;
        for (const form of forms(part)) hidden.add(form);
      }
    },
    hide: (text) => hideAll(text, hidden),
  };
}

/** The value and what the runner's own encoders make of it: https://github.com/actions/runner (ValueEncoders). */
function forms(value: string): string[] {
  const all = [
    value,
    ...base64(value),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(wellFormed(value)),
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;'),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    value.replaceAll("'", "''"),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", `'\\''`),
    value.replace(/^"(.*)"$/s, '$1'),
  ];
  return all.filter((form) => form.trim() !== '');
}

/** The value in base64 at each of its three shifts, as far as what follows it cannot change the characters. */
function base64(value: string): string[] {
  const bytes = Buffer.from(value);
  const result = [bytes.toString('base64')];
  for (const shift of [0, 1, 2]) {
    const rest = bytes.subarray(shift);
    const certain = rest.toString('base64').slice(0, Math.floor((rest.length * 8) / 6));
    // Fewer characters would hide innocent text everywhere.
    if (certain.length >= 6) result.push(certain);
  }
  return result;
}

function wellFormed(value: string): string {
  return value.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function hideAll(text: string, values: Iterable<string>): string {
  const ranges: [from: number, to: number][] = [];
  for (const value of values) {
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) ranges.push([at, at + value.length]);
  }
  if (ranges.length === 0) return text;
  ranges.sort((a, b) => a[0] - b[0]);
  let result = '';
  let end = 0;
  let inside = false;
  for (const [from, to] of ranges) {
    if (!inside || from > end) {
      result += text.slice(end, from) + replacement;
      inside = true;
    }
    end = Math.max(end, to);
  }
  return result + text.slice(end);
}
