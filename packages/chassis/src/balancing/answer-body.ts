import { Readable } from "node:stream";

/** Whoever feeds a body: told to wait, to go on, and that nobody will read the rest. */
export type BodySource = { resume(): void; pause(): void; left(fault: Error | null): void };

/** Whoever is given a body piece by piece, without a stream between. */
export type BodyReader = {
  /** Answers whether it can take more at once; where not, it calls `resume` when it can. */
  take(chunk: Buffer): boolean;
  over(): void;
  /** No more will come, though it was not all. */
  cut(): void;
};

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
  #reader: BodyReader | undefined;
  #source: BodySource;

  constructor(source: BodySource) {
    this.#source = source;
  }

  feed(chunk: Buffer): void {
    if (this.#reader) {
      if (!this.#reader.take(chunk)) this.#source.pause();
      return;
    }
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
    this.#reader?.over();
  }

  /** Broke off, or is not wanted any more. Where there is no stream yet, there is nobody yet who would hear of it. */
  cut(fault: Error): void {
    this.#cutBy = fault;
    if (this.#stream) {
      this.#stream.destroy(fault);
      return;
    }
    this.#source.left(fault);
    this.#reader?.cut();
  }

  /** To this reader, as it comes; says whether it can be: not when somebody has begun to read it as a stream. */
  flowTo(reader: BodyReader): boolean {
    if (this.#stream) return false;
    this.#reader = reader;
    const held = this.#held;
    this.#held = [];
    let isReady = true;
    for (const chunk of held) isReady = reader.take(chunk);
    if (this.#isOver) reader.over();
    else if (this.#cutBy) reader.cut();
    else if (isReady) this.#source.resume();
    return true;
  }

  /** The reader can take more. */
  resume(): void {
    this.#source.resume();
  }

  /** All of it, when it has come and nobody has begun to read; taken once. */
  takeWhole(): Buffer | undefined {
    if (!this.#isOver || this.#stream || this.#reader) return undefined;
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
