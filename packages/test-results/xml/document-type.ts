/** Where an entity would only be words; anywhere else it may stand for a result. */
const words = /^(message|stack-?trace|failure|error|reason|skipped|output|system-(out|err)|StdOut|StdErr)$/i;

/**
 * The document type (DTD) of a file. Its entities are neither loaded nor expanded: they may be bombs, or files of the
 * machine. So a file that uses one where a result may hide in it cannot be judged.
 */
export class DocumentType {
  static readonly refusal =
    'declares a document type of its own (DTD) and uses its entities, which test results have no need of';

  readonly #entities = new Set<string>();
  /** Whether the declarations between `[` and `]>` are read now. */
  #declaring = false;

  /** @param data of something that begins with `<!`, up to the first `>` */
  declaration(data: string): void {
    if (/^!DOCTYPE\b/i.test(data) && data.includes('[')) this.#declaring = !/\]\s*$/.test(data);
    for (const [, name] of data.matchAll(/<?!ENTITY\s+(?:%\s+)?([^\s"'%]+)/g)) if (name) this.#entities.add(name);
  }

  /**
   * @param text outside of the root; it may come in pieces
   * @returns what is left of it without the `]>` at the end of the declarations; undefined where it is part of a
   * declaration that has tags in it
   */
  outside(text: string): string | undefined {
    if (!this.#declaring) return text;
    const end = text.indexOf('>');
    if (/[^\s\]]/.test(end === -1 ? text : text.slice(0, end))) return undefined;
    if (end === -1) return '';
    this.#declaring = false;
    return text.slice(end + 1);
  }

  /** @returns whether an attribute holds an entity, or stands in the declarations */
  hidesIn(attributes: Readonly<Record<string, string>>): boolean {
    if (this.#declaring) return true;
    if (this.#entities.size === 0) return false;
    return Object.values(attributes).some((value) =>
      [...value.matchAll(/&([^;&\s]+);/g)].some(([, name = '']) => this.#entities.has(name)),
    );
  }

  /** @returns whether there may be an entity in the text of an element whose content matters; a text may come in pieces */
  hidesInText(element: string, text: string): boolean {
    return this.#entities.size > 0 && text.includes('&') && !words.test(element);
  }
}
