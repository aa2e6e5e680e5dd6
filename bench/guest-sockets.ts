import { identityHeader } from "@siren/contracts/identity";
import { socketPaths, streams } from "@siren/contracts/live";
import { identityOf } from "../e2e/harness/audit.ts";
import type { TestStack } from "../e2e/harness/stack.ts";

const atOnce = 50;
const openTimeoutMs = 60_000;

/** As much of Node's WebSocket as is used; a browser's takes no headers. */
type WebSocketWithHeaders = new (url: string, options: { headers: Record<string, string> }) => WebSocket;

/**
 * Guests' sockets on one replica, opened straight to it with what the gateway says of a guest at an upgrade: who they
 * are, signed and good for 30 s. Spoken below socket.io's own client, which would cost more than what is measured.
 */
export class GuestSockets {
  readonly heardAtMs: number[] = [];
  /** Closed although nobody asked for it. */
  lost = 0;
  readonly #stack: TestStack;
  readonly #url: string;
  readonly #open: WebSocket[] = [];
  #isClosing = false;

  constructor(stack: TestStack, replicaUrl: string) {
    this.#stack = stack;
    this.#url = `${replicaUrl.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  }

  get count(): number {
    return this.#open.length;
  }

  /** Until there are so many, each of them hearing its own stream. */
  async grow(to: number, signal: AbortSignal): Promise<void> {
    let next = this.#open.length;
    const lane = async () => {
      for (let guest = next++; guest < to && !signal.aborted; guest = next++) await this.#connect(guest);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }

  close(): void {
    this.#isClosing = true;
    for (const socket of this.#open) socket.close();
  }

  #connect(guest: number): Promise<void> {
    const { namespace } = socketPaths.orders;
    const sub = `bench-${guest}`;
    const identity = identityOf(this.#stack, "gateway", "order", { sub, roles: ["guest"], via: "guest" });
    const Socket = WebSocket as unknown as WebSocketWithHeaders;
    const socket = new Socket(this.#url, { headers: { [identityHeader]: identity } });
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`the socket of ${sub} was not open in time`)),
        openTimeoutMs,
      );
      const fail = (why: string) => {
        clearTimeout(late);
        reject(new Error(`the socket of ${sub} ${why}`));
      };
      socket.addEventListener("close", ({ code }) => {
        if (!this.#isClosing) this.lost += 1;
        fail(`was closed: ${code}`);
      });
      socket.addEventListener("error", () => fail("could not be opened"));
      socket.addEventListener("message", ({ data }) => {
        const packet = String(data);
        if (packet === "2") socket.send("3");
        else if (packet.startsWith("0{")) socket.send(`40${namespace},{}`);
        else if (packet.startsWith(`44${namespace}`)) fail(`was refused: ${packet}`);
        else if (packet.startsWith(`42${namespace},["hello"`))
          socket.send(`42${namespace},0["resume",${JSON.stringify({ stream: streams.guest(sub) })}]`);
        else if (packet.startsWith(`43${namespace},0`)) {
          clearTimeout(late);
          this.#open.push(socket);
          resolve();
        } else if (packet.includes('"order.ready"')) this.heardAtMs.push(performance.now());
      });
    });
  }
}
