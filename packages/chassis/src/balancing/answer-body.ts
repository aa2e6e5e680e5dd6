import { Readable } from "node:stream";

/** Whoever feeds a body: told to wait, to go on, and that nobody will read the rest. */
export type BodySource = { resume(): void; pause(): void; left(fault: Error | null): void };

const mostHeld = 65_536;

/**
 * What an instance sends after its headers. A small answer is here whole before anybody looks at it: such a one can be
 * taken as it is, without a stream, which costs more than all else that is done to it.
 */
export class AnswerBody {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isOver = false;
  #cutBy: Error | undefined;
  #stream: AnswerStream | undefined;
  #source: BodySource;

  constructor(source: BodySource) {
    this.#source = source;
  }

  feed(chunk: Buffer): void {
    if (this.#stream) {
      if (!this.#stream.push(chunk)) this.#source.pause();
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= mostHeld) this.#source.pause();
  }

  over(): void {
    this.#isOver = true;
    this.#stream?.push(null);
  }

  /** Broke off, or is not wanted any more. Where there is no stream yet, there is nobody yet who would hear of it. */
  cut(fault: Error): void {
    this.#cutBy = fault;
    if (this.#stream) this.#stream.destroy(fault);
    else this.#source.left(fault);
  }

  /** All of it, when it has come and nobody has begun to read; taken once. */
  takeWhole(): Buffer | undefined {
    if (!this.#isOver || this.#stream) return undefined;
    const [only] = this.#held;
    const whole = this.#held.length === 1 && only ? only : Buffer.concat(this.#held, this.#heldBytes);
    this.#held = [];
    return whole;
  }

  get stream(): Readable {
    if (this.#stream) return this.#stream;
    const stream = new AnswerStream(this.#source);
    this.#stream = stream;
    for (const chunk of this.#held) stream.push(chunk);
    this.#held = [];
    if (this.#isOver) stream.push(null);
    else if (this.#cutBy) stream.destroy(this.#cutBy);
    return stream;
  }
}

class AnswerStream extends Readable {
  #source: BodySource;

  constructor(source: BodySource) {
    super({ highWaterMark: mostHeld });
    this.#source = source;
  }

  override _read(): void {
    this.#source.resume();
  }

  override _destroy(fault: Error | null, done: (fault?: Error | null) => void): void {
    this.#source.left(fault);
    done(fault);
  }
}
