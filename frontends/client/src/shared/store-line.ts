import type { Connections } from "@siren/web/connections";

type Parts = Pick<Connections, "now" | "chance" | "later">;
type Heard = { listeners: Set<() => void>; stop: () => void };

/** First all that the screen shows; and who only passes by opens no socket. */
const settledMs = 6_000;
const heard = new Map<string, Heard>();

/** One line for a store, however many parts of the page want to know. Answers what ends it for this one. */
export function hearStore(storeId: string, parts: Parts, onChanged: () => void): () => void {
  const line = heard.get(storeId) ?? open(storeId, parts);
  heard.set(storeId, line);
  line.listeners.add(onChanged);
  return () => {
    line.listeners.delete(onChanged);
    if (line.listeners.size > 0) return;
    line.stop();
    heard.delete(storeId);
  };
}

function open(storeId: string, parts: Parts): Heard {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  let isOver = false;
  let close = () => {};
  const stopWaiting = parts.later(settledMs, async () => {
    // What cannot be loaded is no loss: the store is asked again by itself.
    const loaded = await import("./store-live.ts").catch(() => undefined);
    if (!loaded || isOver) return;
    const live = loaded.createStoreLive(storeId, parts, tell);
    live.start();
    close = live.dispose;
  });
  return {
    listeners,
    stop() {
      isOver = true;
      stopWaiting();
      close();
    },
  };
}
