/** What a stage of a Dockerfile says of the image that it makes. */
export interface Stage {
  /** The image that it stands on, or the stage; arguments before the first `FROM` have their defaults in it. */
  base: string;
  /** Of `EXPOSE`; `''` for what is no plain number, such as a variable. */
  port: string | undefined;
  healthcheck: boolean;
  /** The words of the last `ENTRYPOINT` and the last `CMD`. */
  entrypoint: readonly string[];
  command: readonly string[];
}

/**
 * Reads a Dockerfile as far as it tells what the image does when it starts.
 *
 * @param text of a Dockerfile, or of anything else
 * @returns the last stage, with what it has from the stages that it stands on; undefined where there is no `FROM`
 * @see https://docs.docker.com/reference/dockerfile/
 */
export function lastStage(text: string): Stage | undefined {
  const defaults = new Map<string, string>();
  const named = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const line of instructions(text)) {
    const [, word = '', rest = ''] = /^([A-Za-z]+)\s+([\s\S]*)$/.exec(line) ?? [];
    const name = word.toUpperCase();
    if (name === 'FROM') {
      const [image = '', as = '', alias = ''] = rest.split(/\s+/).filter((part) => !part.startsWith('--'));
      const base = withDefaults(image, defaults);
      const below = named.get(base.toLowerCase());
      stage = below ? { ...below } : { base, port: undefined, healthcheck: false, entrypoint: [], command: [] };
      if (as.toUpperCase() === 'AS') named.set(alias.toLowerCase(), stage);
    } else if (stage) {
      tell(stage, name, rest);
    } else if (name === 'ARG') {
      const [, key = '', value = ''] = /^(\w+)=["']?([^"'\s]*)/.exec(rest) ?? [];
      defaults.set(key, value.slice(0, longestName));
    }
  }
  return stage;
}

/** The name of an image is not longer; what is, names none. */
const longestName = 1_000;

function withDefaults(image: string, defaults: ReadonlyMap<string, string>): string {
  return image
    .slice(0, longestName)
    .replace(/\$(?:\{(\w+)(?:\W[^}$]*)?\}|(\w+))/g, (_, braced, plain) => defaults.get(braced ?? plain) ?? '')
    .slice(0, longestName);
}

function tell(stage: Stage, name: string, rest: string): void {
  if (name === 'EXPOSE') stage.port ??= /^\d{1,5}(?=\/|\s|$)/.exec(rest)?.[0] ?? '';
  if (name === 'HEALTHCHECK') stage.healthcheck = !/^NONE\b/i.test(rest);
  if (name === 'ENTRYPOINT') stage.entrypoint = wordsOf(rest);
  if (name === 'CMD') stage.command = wordsOf(rest);
}

/** The words of a command, in the form of a list or of a shell. */
function wordsOf(command: string): string[] {
  return command.split(/[\s"'[\],;&|()]+/).filter(Boolean);
}

/** The instructions, each on one line, without comments and without the text of here-documents. */
function* instructions(text: string): Generator<string> {
  const breaks = /^#\s*escape\s*=\s*`/im.test(text.slice(0, 200)) ? '`' : '\\';
  let parts: string[] = [];
  let until: string | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (until !== undefined) {
      if (line === until) until = undefined;
      continue;
    }
    if (line === '' || line.startsWith('#')) continue;
    const goesOn = line.endsWith(breaks);
    parts.push(goesOn ? line.slice(0, -1) : line);
    if (goesOn) continue;
    const whole = parts.join(' ').trim();
    parts = [];
    if (/^(?:RUN|COPY|ADD)\s/i.test(whole)) until = /<<-?["']?(\w+)["']?/.exec(whole)?.[1];
    yield whole;
  }
  if (parts.length > 0) yield parts.join(' ').trim();
}
