/** What Lambda keeps of a version's or a layer's description, in characters. */
const longest = 256;

/** Which source a version is made from, as its description at Lambda: `v1.2.3 commit <40 hex>`. */
export function writeDescription({ version, commit }: { version: string; commit: string }): string {
  const line = version.replace(/\s+/g, ' ').trim();
  const text = `${line} commit ${commit}`;
  return text.length <= longest ? text : `${commit.slice(0, 12)} commit ${commit}`;
}

/** @returns undefined for a description that this action did not write */
export function readDescription(text: string): { version: string; commit: string } | undefined {
  const found = /^(\S(?:.*\S)?) commit ([0-9a-f]{40}|[0-9a-f]{64})$/.exec(text);
  return found?.[1] && found[2] ? { version: found[1], commit: found[2] } : undefined;
}
