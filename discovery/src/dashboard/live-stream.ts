import type { ServerResponse } from "node:http";

const MOST_PAGES = 100;
const TICKS_BETWEEN_SIGNS = 15;

/**
 * Tells open pages that something changed, at most once a second. A stream of its own and not that of
 * `/eureka/push/changes`: whoever watches that one is waited for when an instance leaves, and a page is not.
 */
export class LiveStream {
  readonly #pages = new Set<ServerResponse>();
  readonly #version: () => number;
  #told: number;
  #ticks = 0;

  constructor(version: () => number) {
    this.#version = version;
    this.#told = version();
  }

  get pages(): number {
    return this.#pages.size;
  }

  /** False when as many are open as may be. */
  open(res: ServerResponse): boolean {
    if (this.#pages.size >= MOST_PAGES) return false;
    res.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    res.write("retry: 2000\n\n");
    this.#pages.add(res);
    res.once("close", () => this.#pages.delete(res));
    return true;
  }

  /** Each second. */
  tick(): void {
    const version = this.#version();
    this.#ticks++;
    if (version !== this.#told) this.#tell(`data: ${version}\n\n`);
    else if (this.#ticks % TICKS_BETWEEN_SIGNS === 0) this.#tell(":\n\n");
    this.#told = version;
  }

  close(): void {
    for (const page of this.#pages) page.end();
  }

  #tell(text: string): void {
    // A page that does not read gets no more: it is cut, and comes back when it can.
    for (const page of this.#pages) if (!page.write(text)) page.destroy();
  }
}
