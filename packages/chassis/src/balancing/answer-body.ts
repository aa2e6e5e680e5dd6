import { Readable } from "node:stream";

/** Whoever feeds a body: told to go on, and that nobody will read the rest. */
export type BodySource = { resume(): void; pause(): void; left(fault: Error | null): void };

const mostHeld = 65_536;

/**
 * What an instance sends after its headers. A small answer is here whole before anybody looks at it: such a one can be
 * taken as it is, without the machinery of a stream, which costs more than all else that is done to it.
 */
export class AnswerBody extends Readable {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isOver = false;
  #isRead = false;
  #cutBy: Error | undefined;
  #source: BodySource;

  constructor(source: BodySource) {
    super({ highWaterMark: mostHeld });
    this.#source = source;
  }

  feed(chunk: Buffer): void {
    if (this.#isRead) {
      if (!this.push(chunk)) this.#source.pause();
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= mostHeld) this.#source.pause();
  }

  over(): void {
    this.#isOver = true;
    if (this.#isRead) this.push(null);
  }

  /** Broke off. A stream that nobody has begun to read has nobody who would hear of it yet. */
  cut(fault: Error): void {
    if (this.#isRead) this.destroy(fault);
    else this.#cutBy = fault;
  }

  /** All of it, when it has come and nobody has begun to read: it is over then, and not to be read any more. */
  takeWhole(): Buffer | undefined {
    if (!this.#isOver || this.#isRead || this.destroyed) return undefined;
    this.#isRead = true;
    const [only] = this.#held;
    const whole = this.#held.length === 1 && only ? only : Buffer.concat(this.#held, this.#heldBytes);
    this.#held = [];
    return whole;
  }

  override _read(): void {
    if (this.#isRead) {
      this.#source.resume();
      return;
    }
    this.#isRead = true;
    const held = this.#held;
    this.#held = [];
    let hasRoom = true;
    for (const chunk of held) hasRoom = this.push(chunk);
    if (this.#cutBy) this.destroy(this.#cutBy);
    else if (this.#isOver) this.push(null);
    else if (hasRoom) this.#source.resume();
  }

  override _destroy(fault: Error | null, done: (fault?: Error | null) => void): void {
    this.#held = [];
    this.#source.left(fault);
    done(fault);
  }
}

/** The body at once, where it is one of those and all there; whoever is given nothing reads the stream. */
export const takeWhole = (body: Readable): Buffer | undefined =>
  body instanceof AnswerBody ? body.takeWhole() : undefined;
