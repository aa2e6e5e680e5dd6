type Entry = { readonly cursor: number; readonly key: string; readonly text: string };

export type Replay =
  | { readonly kind: "resumed"; readonly texts: readonly string[] }
  /** Too old, of another life of this registry, or of another registry: read everything anew. */
  | { readonly kind: "reset" };

/** Two thousand usual ones, and some seventy of the largest that there can be. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
/** Of what is too much some more is dropped, so that a full ring does not move all its entries at each change. */
const KEPT_SHARE = 0.8;
/** Who missed more than this reads everything at less cost; and it would wait for him here, for each such reader. */
const MAX_REPLAYED_CHARACTERS = 512 * 1024;

/** The last changes, ready to be sent again to whoever comes back after a short while. */
export class ChangeRing {
  readonly #epoch: string;
  readonly #capacity: number;
  readonly #maxCharacters: number;
  #entries: Entry[] = [];
  #characters = 0;
  /** Whoever has seen this one misses nothing that is not in the ring. */
  #before: number;
  #last: number;

  constructor(options: { epoch: string; capacity: number; cursor: number; maxCharacters?: number }) {
    this.#epoch = options.epoch;
    this.#capacity = options.capacity;
    this.#maxCharacters = options.maxCharacters ?? MAX_CHARACTERS;
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
    this.#characters += entry.text.length;
    if (this.#entries.length > this.#capacity / KEPT_SHARE || this.#characters > this.#maxCharacters)
      this.#dropOldest();
  }

  #dropOldest(): void {
    let dropped = 0;
    for (const { cursor, text } of this.#entries) {
      const isLong = this.#entries.length - dropped > this.#capacity;
      if (!isLong && this.#characters <= this.#maxCharacters * KEPT_SHARE) break;
      dropped++;
      this.#characters -= text.length;
      this.#before = cursor;
    }
    this.#entries = this.#entries.slice(dropped);
  }

  since(id: string): Replay {
    const cursor = this.cursorOf(id);
    if (cursor === undefined || cursor < this.#before) return { kind: "reset" };
    const texts = this.#entries.filter((entry) => entry.cursor > cursor).map((entry) => entry.text);
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    return characters > MAX_REPLAYED_CHARACTERS ? { kind: "reset" } : { kind: "resumed", texts };
  }

  /** The last change of one instance, or one that came later when its own is no longer here. */
  lastOf(key: string): number {
    return this.#entries.findLast((entry) => entry.key === key)?.cursor ?? this.#before;
  }
}
