import type { OpenLine } from "./line.ts";

const answerTimeoutMs = 5_000;
const connectTimeoutMs = 8_000;

/**
 * `origin` is the page's own, asked for when a socket is opened. socket.io is a third of a page's code and is not needed to show the first screen: loaded
 * when used.
 */
export const openSocketIo =
  (origin: () => string): OpenLine =>
  async ({ path, namespace }, auth) => {
    const { Manager } = await import("socket.io-client");
    const manager = new Manager(origin(), {
      path,
      transports: ["websocket"],
      // When to try again is decided in one place, `live.ts`: it knows why a socket was closed.
      reconnection: false,
      timeout: connectTimeoutMs,
      autoConnect: false,
    });
    const socket = manager.socket(namespace, { auth: (give) => give(auth()) });
    let listener: (code: string | undefined) => void = () => {};
    let isClosed = false;
    const close = (code?: string) => {
      if (isClosed) return;
      isClosed = true;
      socket.disconnect();
      manager._close();
      listener(code);
    };
    socket.on("disconnect", () => close());
    socket.on("connect_error", (error: Error & { data?: { code?: unknown } }) =>
      close(typeof error.data?.code === "string" ? error.data.code : undefined),
    );
    return {
      connect() {
        socket.connect();
        // Closed before it was greeted, by a proxy that says yes and then nothing: socket.io would wait for its timeout.
        manager.engine.once("close", () => close());
      },
      close: () => close(),
      on: (name, hear) => void socket.on(name, hear),
      onOther: (hear) =>
        void socket.onAny((name: string, payload: unknown) => {
          if (!socket.hasListeners(name)) hear(name, payload);
        }),
      ask: (name, payload) => socket.timeout(answerTimeoutMs).emitWithAck(name, payload),
      onClosed(hear) {
        listener = hear;
      },
      onAlive: (hear) => void manager.on("ping", hear),
    };
  };
