type Entry = { readonly cursor: number; readonly key: string; readonly text: string };

export type Replay =
  | { readonly kind: "resumed"; readonly texts: readonly string[] }
  /** Too old, of another life of this registry, or of another registry: read everything anew. */
  | { readonly kind: "reset" };

/** The last changes, ready to be sent again to whoever comes back after a short while. */
export class ChangeRing {
  readonly #epoch: string;
  readonly #capacity: number;
  #entries: Entry[] = [];
  /** Whoever has seen this one misses nothing that is not in the ring. */
  #before: number;
  #last: number;

  constructor(options: { epoch: string; capacity: number; cursor: number }) {
    this.#epoch = options.epoch;
    this.#capacity = options.capacity;
    this.#before = options.cursor;
    this.#last = options.cursor;
  }

  idOf(cursor: number): string {
    return `${this.#epoch}-${cursor}`;
  }

  /** Undefined: not a cursor of ours. */
  cursorOf(id: string): number | undefined {
    const [epoch, digits = "", ...rest] = id.split("-");
    if (epoch !== this.#epoch || rest.length > 0 || !/^\d{1,16}$/.test(digits)) return undefined;
    const cursor = Number(digits);
    return cursor <= this.#last ? cursor : undefined;
  }

  get last(): number {
    return this.#last;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#last = entry.cursor;
    // In lots, so that a full ring does not move all its entries at each change.
    if (this.#entries.length <= this.#capacity * 1.25) return;
    const dropped = this.#entries.length - this.#capacity;
    this.#before = this.#entries[dropped - 1]?.cursor ?? this.#before;
    this.#entries = this.#entries.slice(dropped);
  }

  since(id: string): Replay {
    const cursor = this.cursorOf(id);
    if (cursor === undefined || cursor < this.#before) return { kind: "reset" };
    return {
      kind: "resumed",
      texts: this.#entries.filter((entry) => entry.cursor > cursor).map((entry) => entry.text),
    };
  }

  /** The last change of one instance; 0 when it is so long ago that everybody has seen it. */
  lastOf(key: string): number {
    return this.#entries.findLast((entry) => entry.key === key)?.cursor ?? 0;
  }
}
