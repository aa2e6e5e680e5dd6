import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** So long what has waited may take to arrive. */
const clearingMs = 5_000;

/**
 * The network between pages and a gateway: what goes over it can be cut, as in a tunnel. Nothing is refused then and
 * nothing is closed, neither side hears of it; what was on its way arrives when it is over, as TCP would have it.
 */
export class CuttableLine implements AsyncDisposable {
  readonly #server: Server;
  readonly #to: { host: string; port: number };
  readonly #open = new Set<Socket>();
  #isCut = false;
  #restoredAtMs = 0;

  private constructor(to: string) {
    const { hostname, port } = new URL(to);
    this.#to = { host: hostname, port: Number(port) };
    this.#server = createServer({ pauseOnConnect: true }, (near) => this.#join(near));
  }

  static async to(url: string): Promise<CuttableLine> {
    const line = new CuttableLine(url);
    line.#server.listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    return line;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.pause();
  }

  restore(): void {
    this.#isCut = false;
    this.#restoredAtMs = Date.now();
    for (const socket of this.#open) socket.resume();
  }

  /** Whether what comes now over a connection that stands since then may have lain about while the network was cut. */
  isLateOn(sinceMs: number): boolean {
    const isCleared = Date.now() > this.#restoredAtMs + clearingMs;
    return this.#isCut || (sinceMs <= this.#restoredAtMs && !isCleared);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(near: Socket): void {
    const far = connect(this.#to);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(from);
      from.on("data", (chunk) => void to.write(chunk));
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#open.delete(from);
        to.destroy();
      });
      if (this.#isCut) from.pause();
      else from.resume();
    }
  }
}
