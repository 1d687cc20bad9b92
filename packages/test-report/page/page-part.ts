import { type FileHandle, open } from 'node:fs/promises';

const piece = 1_000_000;

/** A file that is written piece by piece, and then copied into another one. */
export class PagePart {
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #size = 0;
  /** In bytes. */
  length = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @param path of a file that does not exist yet */
  static async create(path: string): Promise<PagePart> {
    return new PagePart(await open(path, 'wx+'));
  }

  /** @returns a promise when it is time to wait: what waits to be written is about a megabyte */
  add(text: string): Promise<void> | undefined {
    this.#waiting.push(text);
    this.#size += text.length;
    this.length += Buffer.byteLength(text);
    return this.#size >= piece ? this.#flush() : undefined;
  }

  async #flush(): Promise<void> {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#size = 0;
    await this.#file.appendFile(text);
  }

  /**
   * Adds the beginning of another part to this one.
   * @param length how many bytes of it
   */
  async addFrom(other: PagePart, length: number): Promise<void> {
    await this.#flush();
    await other.#flush();
    const buffer = Buffer.alloc(Math.min(piece, length));
    for (let at = 0; at < length; ) {
      const { bytesRead } = await other.#file.read(buffer, 0, Math.min(buffer.length, length - at), at);
      if (bytesRead === 0)
        throw new Error('A temporary file of the page has become shorter; something else writes to it.');
      await this.#file.appendFile(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    this.length += length;
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#file.close();
  }
}
