/**
 * What colours a terminal, or moves its cursor: control sequences (CSI), and commands to the operating system (OSC) such
 * as links. No part of the pattern goes over an ESC, so that each character is looked at a few times at most;
 * `stripVTControlCharacters` of Node 24 takes 18 s for 128,000 characters of `ESC ]`.
 *
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const sequences = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|[\u001b\u009b]/g;

/** @returns the text without the colours of a terminal */
export function stripColours(text: string): string {
  return text.replace(sequences, '');
}
