/** A row that is open: at which position of the list, and how much higher it is for it, in pixels. */
export interface OpenRow {
  position: number;
  extra: number;
}

/** Where the rows of a list stand: all have one height, but those that are open. */
export class Layout {
  readonly count: number;
  readonly #height: number;
  readonly #open: readonly OpenRow[];
  /** The extra heights of all open rows before each. */
  readonly #before: readonly number[];

  /**
   * @param height of a row that is not open, in pixels
   * @param open by position, rising
   */
  constructor(count: number, height: number, open: readonly OpenRow[]) {
    this.count = count;
    this.#height = height;
    this.#open = open;
    let sum = 0;
    this.#before = [
      ...open.map(({ extra }) => {
        const before = sum;
        sum += extra;
        return before;
      }),
      sum,
    ];
  }

  /** @returns the distance of a row from the start of the list; that of its end for the number of rows */
  top(position: number): number {
    const opened = lowest(0, this.#open.length, (index) => (this.#open[index]?.position ?? 0) >= position);
    return position * this.#height + (this.#before[opened] ?? 0);
  }

  /** @returns the row that is at this distance; the first or the last where it is outside of the list */
  at(distance: number): number {
    return Math.max(0, lowest(0, this.count, (position) => this.top(position) > distance) - 1);
  }
}

/** @returns the lowest number from `low` for which it is true, `high` where there is none below it */
function lowest(low: number, high: number, isTrue: (number: number) => boolean): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
