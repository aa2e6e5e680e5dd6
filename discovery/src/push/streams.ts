import type { Request, Response } from "express";

/** One open server-sent events response. */
export type Stream = {
  /** Known to its holder alone: whoever has it may acknowledge. */
  readonly id: string;
  write(text: string): void;
  end(): void;
  onClose(listener: () => void): void;
};

export type StreamLimits = {
  readonly perAddress: number;
  readonly atAll: number;
  /** What may wait for one reader; who is further behind is cut off and comes back with its cursor. */
  readonly waitingBytes: number;
};

/** A thousand instances on one machine hold two each; what a leaking client opens beyond is refused. */
export const defaultLimits: StreamLimits = { perAddress: 4_000, atAll: 30_000, waitingBytes: 512 * 1024 };

/** Opens, counts, bounds and ends streams; what is said on them is somebody else's business. */
export class Streams {
  readonly #open = new Map<Response, string>();
  readonly #perAddress = new Map<string, number>();
  readonly #limits: StreamLimits;
  readonly #newId: () => string;
  readonly #onCut: () => void;
  #isClosed = false;

  constructor(options: { newId: () => string; limits?: Partial<StreamLimits>; onCut?: () => void }) {
    this.#newId = options.newId;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#onCut = options.onCut ?? (() => {});
  }

  get size(): number {
    return this.#open.size;
  }

  hasRoomFor(req: Request): boolean {
    const held = this.#perAddress.get(addressOf(req)) ?? 0;
    return !this.#isClosed && held < this.#limits.perAddress && this.#open.size < this.#limits.atAll;
  }

  /** Counts an answer that is kept open until it is closed, a stream or not. */
  hold(req: Request, res: Response): void {
    const address = addressOf(req);
    this.#open.set(res, address);
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1);
    res.once("close", () => this.#forget(res, address));
  }

  open(req: Request, res: Response): Stream {
    this.hold(req, res);
    res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    res.flushHeaders();
    res.on("error", () => {});
    return {
      id: this.#newId(),
      write: (text) => this.#write(res, text),
      end: () => void res.end(),
      onClose: (listener) => void res.once("close", listener),
    };
  }

  /** This process is leaving: its holders turn to another registry at once. */
  endAll(): void {
    this.#isClosed = true;
    for (const res of this.#open.keys()) {
      if (!res.headersSent) res.writeHead(503);
      res.end();
    }
  }

  #write(res: Response, text: string): void {
    if (res.destroyed || res.writableEnded) return;
    // What waits from before: even one write that goes out at once waits for a moment.
    if (res.writableLength <= this.#limits.waitingBytes) {
      res.write(text);
      return;
    }
    this.#onCut();
    res.destroy();
  }

  #forget(res: Response, address: string): void {
    if (!this.#open.delete(res)) return;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }
}

const addressOf = (req: Request): string => req.socket.remoteAddress ?? "";
