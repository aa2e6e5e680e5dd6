import { streams } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { type Live, type LiveNamespace, serveLive } from "../src/live/live.ts";
import type { Ringing } from "../src/live/rings.ts";
import { startWorld, type World, type WorldOptions } from "./back-end-world.ts";
import type { Lifetime } from "./lifetime.ts";
import { type HandLog, handLog } from "./live-log.ts";

export type Heard = { name: string; n?: number; stream?: string; [field: string]: unknown };

export type Page = {
  socket: Socket;
  heard: Heard[];
  /** The numbers of the stream's events, in the order in which they came. */
  numbers(stream: string): number[];
  resume(stream: string, after?: number): Promise<{ ok: boolean; n: number; code?: string }>;
  ask(name: string, payload: unknown): Promise<Record<string, unknown>>;
  refusedWith: string | undefined;
  goodbye: string | undefined;
};

export type LiveWorld = World & {
  log: HandLog;
  live: Live;
  open(auth: object, options?: Partial<ManagerOptions & SocketOptions>, namespace?: string): Page;
};

const orders: LiveNamespace = {
  name: "/orders",
  streamsOf({ caller }) {
    if (caller.kind === "member") return [streams.member(caller.sub)];
    if (caller.kind === "guest") return [streams.guest(caller.sub)];
    throw new Refusal("UNAUTHENTICATED");
  },
};

export async function startLiveWorld(
  t: Lifetime,
  namespaces: readonly LiveNamespace[] = [orders],
  options: WorldOptions & { log?: HandLog; ringing?: Ringing } = {},
): Promise<LiveWorld> {
  const log = options.log ?? handLog();
  let live: Live | undefined;
  const world = await startWorld(t, {
    ...options,
    prepare(backEnd) {
      options.prepare?.(backEnd);
      live = serveLive(backEnd, log, namespaces, options.ringing);
    },
  });

  function open(
    auth: object,
    given: Partial<ManagerOptions & SocketOptions> = {},
    namespace = "/orders",
  ): Page {
    const socket = io(world.url + namespace, {
      path: "/socket.io",
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
      auth,
      ...given,
    });
    t.after(() => socket.disconnect());
    const page: Page = {
      socket,
      heard: [],
      refusedWith: undefined,
      goodbye: undefined,
      numbers: (stream) =>
        page.heard
          .filter((one) => one.stream === stream && one.name !== "tick" && one.name !== "ring")
          .map((one) => Number(one.n)),
      resume: (stream, after) => socket.timeout(20_000).emitWithAck("resume", { stream, after }),
      ask: (name, payload) => socket.timeout(20_000).emitWithAck(name, payload),
    };
    socket.onAny((name: string, payload: object) => page.heard.push({ ...payload, name }));
    socket.on("goodbye", ({ code }) => {
      page.goodbye = code;
    });
    socket.on("connect_error", (error) => {
      page.refusedWith = (error as Error & { data?: { code: string } }).data?.code ?? error.message;
    });
    return page;
  }

  if (!live) throw new Error("nothing live was prepared");
  return Object.assign(world, { log, live, open });
}
