import { type Named, noName } from '../words.ts';

/** Which parts of a name both runs have: another tool's CTRF file may name no classes, or no suites. */
export interface Parts {
  suites: boolean;
  classes: boolean;
}

/**
 * The key of a test: its suites, its class and its name, as a number of 53 bits. The file of test results is no part of
 * it, as its name often holds a run or a machine; so a test that a matrix runs several times has one key several times.
 * Suites are joined by ` > `, as older CTRF files write them; blanks around a name do not survive every format.
 *
 * Half a million tests have about 1.3 × 10¹¹ pairs, so the chance that any two of them share a key is one in 70,000. It is
 * no secret and no signature: who writes the tests could also just let them pass.
 */
export function keyOf(
  { suite, className, name }: Named,
  { suites, classes }: Parts = { suites: true, classes: true },
): number {
  const around = startOf(suites ? joined(suite) : '', classes ? className : '');
  return end(add(name.trim() || noName, around));
}

function joined(suite: readonly string[]): string {
  if (suite.length === 1) return (suite[0] ?? '').trim();
  return suite
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' > ');
}

/** The key of a name alone, for tests whose suite was renamed. */
export function nameKeyOf({ name }: Named): number {
  return end(add(name.trim() || noName, seed));
}

/** Two multiplicative hashes of 32 bits over the UTF-16 units of a text. */
interface Hash {
  high: number;
  low: number;
}

const seed: Hash = { high: 0xdeadbeef, low: 0x41c6ce57 };

/** The hash of what stands around the last test: the next one mostly stands there too. */
let last = { suite: '', className: '', hash: add('\u0000\u0000', seed) };

function startOf(suite: string, className: string): Hash {
  if (last.suite !== suite || last.className !== className) {
    last = { suite, className, hash: add(`${suite}\u0000${className}\u0000`, seed) };
  }
  return last.hash;
}

function add(text: string, { high, low }: Hash): Hash {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  return { high, low };
}

/** Both halves mixed, and cut to the 53 bits of an exact number. */
function end({ high, low }: Hash): number {
  const upper = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  const lower = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(upper ^ (upper >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & lower) + (upper >>> 0);
}
