import { goodbye, hello, liveHead, orderLiveEvents, resumeAnswer, socketPaths } from "@siren/contracts/live";
import { type OrderView, orderView } from "@siren/contracts/order";
import { io, type Socket } from "socket.io-client";
import { eventually } from "./eventually.ts";
import type { Person } from "./person.ts";

export type HeardOrder = { name: string; eventId: string; n: number; order: OrderView; atMs: number };

const comeBackAfterMs = 150;
const acknowledgeAfterMs = 30;
/** Refusals that the same token will meet again. */
const endsIt = new Set(["UNAUTHENTICATED", "TOKEN_EXPIRED", "FORBIDDEN"]);

/**
 * The live half of a customer's page: it hears its own stream, remembers how far, comes back through the next
 * gateway when the line is cut, and shows each event once.
 */
export class OrdersPage {
  /** What the person is shown. */
  readonly shown: HeardOrder[] = [];
  /** As `shown`, with what came more than once. */
  heardInAll = 0;
  goodbye: string | undefined;
  refusedWith: string | undefined;
  stream: string | undefined;
  isListening = false;
  connects = 0;
  readonly #person: Person;
  #after: number | undefined;
  #socket: Socket | undefined;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #acknowledging: NodeJS.Timeout | undefined;
  #endedBy = "nothing";

  constructor(person: Person) {
    this.#person = person;
    this.#connect();
  }

  get isConnected(): boolean {
    return this.#socket?.connected ?? false;
  }

  /** Hears from here on. */
  async listening(deadlineMs?: number): Promise<this> {
    await eventually("the page hears its stream", () => this.isListening, deadlineMs).catch((late: Error) => {
      // Whoever is told so has no page to close: it would go on trying and keep the process alive.
      this.close();
      throw new Error(`${late.message}; connected ${this.connects} times, last ended by ${this.#endedBy}`);
    });
    return this;
  }

  until(orderId: string, name: string, deadlineMs?: number, signal?: AbortSignal): Promise<HeardOrder> {
    return eventually(
      `the page shows ${name} of ${orderId}`,
      () => this.shown.find((event) => event.name === name && event.order.orderId === orderId),
      deadlineMs,
      signal,
    );
  }

  times(orderId: string, name: string): number {
    return this.shown.filter((event) => event.name === name && event.order.orderId === orderId).length;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#acknowledging);
    this.#socket?.disconnect();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #connect(): void {
    const { path, namespace } = socketPaths.orders;
    const cookie = this.#person.cookiesFor("/");
    const token = this.#person.token;
    const socket = io(`${this.#person.gateway}${namespace}`, {
      path,
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      timeout: 4_000,
      auth: token === undefined ? {} : { token },
      ...(cookie && { extraHeaders: { cookie } }),
    });
    this.#socket = socket;
    socket.on("connect", () => {
      this.connects += 1;
    });
    socket.on("hello", (said: unknown) => void this.#resume(socket, hello.parse(said).streams[0]));
    socket.on("goodbye", (said: unknown) => {
      this.goodbye = goodbye.parse(said).code;
    });
    socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
      this.refusedWith = error.data?.code;
      this.#endedBy = this.refusedWith ?? error.message;
      if (!endsIt.has(error.data?.code ?? "")) this.#comeBack();
    });
    socket.on("disconnect", (why: string) => {
      this.isListening = false;
      this.#endedBy = this.goodbye ?? why;
      if (this.goodbye !== "UNAUTHENTICATED") this.#comeBack();
    });
    for (const name of Object.keys(orderLiveEvents)) {
      socket.on(name, (event: unknown) => this.#hear(name, event));
    }
  }

  async #resume(socket: Socket, stream: string | undefined): Promise<void> {
    this.stream = stream;
    const asked = { stream, ...(this.#after !== undefined && { after: this.#after }) };
    const answer = resumeAnswer.parse(
      await socket
        .timeout(4_000)
        .emitWithAck("resume", asked)
        .catch(() => ({ ok: false, n: 0 })),
    );
    if (!answer.ok) {
      socket.disconnect();
      return;
    }
    this.#after ??= answer.n;
    this.isListening = true;
  }

  #hear(name: string, event: unknown): void {
    const { eventId, n } = liveHead.parse(event);
    const { order } = event as { order?: unknown };
    this.heardInAll += 1;
    this.#after = Math.max(this.#after ?? 0, n);
    // Of a card.
    if (order === undefined) return;
    if (this.shown.some((one) => one.eventId === eventId)) return;
    this.shown.push({ name, eventId, n, order: orderView.parse(order), atMs: performance.now() });
    this.#acknowledging ??= setTimeout(() => this.#acknowledge(), acknowledgeAfterMs);
  }

  /** Once for all that came in a moment, as a page does for one picture. */
  #acknowledge(): void {
    this.#acknowledging = undefined;
    const last = this.shown.at(-1);
    if (this.isConnected && last) this.#socket?.emit("ack", { stream: this.stream, n: last.n });
  }

  #comeBack(): void {
    if (this.#isClosed) return;
    this.#person.turnElsewhere();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => !this.#isClosed && this.#connect(), comeBackAfterMs);
  }
}
