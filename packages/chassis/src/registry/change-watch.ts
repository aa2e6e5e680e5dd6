import { instanceOf } from "./eureka-wire.ts";
import { growingPauseMs, pause } from "./pauses.ts";
import type { EventLog, Instance } from "./port.ts";
import type { PushCalls, StreamEvent } from "./push-calls.ts";

export type InstanceChange = { instance: Instance; isGone: boolean };

type Options = {
  /** By address, in the order of preference. */
  registries: ReadonlyMap<string, PushCalls>;
  random: () => number;
  log: EventLog;
  signal: AbortSignal;
  /** From now on this one tells us; what happened before is to be read. False: it could not be. */
  onLive: (url: string) => Promise<boolean>;
  onChange: (change: InstanceChange) => void;
  /** Nothing happened, and we would have been told. */
  onHeard: () => void;
  /** Nobody tells us any more: to be asked for again. */
  onAway: (reason: string) => void;
};

/** Four of the server's heartbeats. */
const silenceMs = 4_000;
/** Each of them knows no such stream: another kind of server, which may be replaced one day. */
const knownNoneMs = 30_000;
const mostPauseMs = 2_000;
const rereadMs = 1_000;

/** Holds the change stream of one of several registries, and turns to the next one when it ends. */
export async function watchChanges(options: Options): Promise<void> {
  const { registries, random, log, signal } = options;
  const lastIds = new Map<string, string>();
  let isLive = false;
  let rounds = 0;

  async function watchOne(url: string, push: PushCalls): Promise<boolean> {
    let wasLive = false;
    let stream = "";
    let seen: string | undefined;
    let isAcknowledging = false;
    let isOver = false;
    let isRead = false;

    /** One at a time: while it is under way the next ones wait, and the last of them is enough. */
    async function acknowledge(): Promise<void> {
      if (isAcknowledging || isOver || !isRead) return;
      isAcknowledging = true;
      for (let sent: string | undefined; !isOver && seen !== undefined && seen !== sent; ) {
        sent = seen;
        await push.say("ack", { stream, cursor: sent });
      }
      isAcknowledging = false;
    }

    /** Said once it is read, and not only after the next change: whoever leaves counts those that say so. */
    async function readAll(): Promise<void> {
      isRead = false;
      while (!isOver && !signal.aborted) {
        if (await options.onLive(url)) {
          isRead = true;
          seen = lastIds.get(url) ?? seen;
          return acknowledge();
        }
        await pause(rereadMs, signal);
      }
    }

    const take = ({ event, id, data }: StreamEvent) => {
      if (id !== undefined) lastIds.set(url, id);
      if (event === "stream") {
        stream = streamOf(data);
        wasLive = isLive = true;
        rounds = 0;
      }
      if (event === "stream" || event === "reset") {
        void readAll();
        return;
      }
      const change = changeOf(event, data);
      if (!change) return;
      options.onChange(change);
      seen = id ?? seen;
      // Told once it is in the view: whoever leaves waits for it. For one that came, or is gone, nobody does.
      if (event === "status" || event === "replaced") void acknowledge();
    };

    const end = await push.listen("changes", {
      ...{ silenceMs, signal, onEvent: take },
      lastEventId: lastIds.get(url),
      onHeard: () => isLive && options.onHeard(),
    });
    isOver = true;
    const reason = end.kind === "refused" ? `it answered ${end.status}` : end.reason;
    if (wasLive) log.debug?.("registry.stream-ended", { reason });
    if (isLive && !signal.aborted) {
      isLive = false;
      options.onAway(reason);
    }
    return end.kind === "refused" && end.status === 404;
  }

  while (!signal.aborted) {
    let unknown = 0;
    rounds++;
    for (const [url, push] of registries) {
      if (signal.aborted) return;
      if (await watchOne(url, push)) unknown++;
    }
    const isForeign = unknown === registries.size;
    const waitMs = isForeign
      ? knownNoneMs * (0.5 + random() / 2)
      : growingPauseMs(rounds - 1, random, 100, mostPauseMs);
    await pause(waitMs, signal);
  }
}

const streamOf = (data: unknown): string =>
  typeof data === "object" && data !== null && "stream" in data ? String(data.stream) : "";

function changeOf(event: string, data: unknown): InstanceChange | undefined {
  if (typeof data !== "object" || data === null || !("instance" in data)) return undefined;
  const instance = instanceOf(data.instance);
  return instance && { instance, isGone: event === "cancelled" || event === "evicted" };
}

/** The whole picture after one change. */
export function withChange(instances: readonly Instance[], { instance, isGone }: InstanceChange): Instance[] {
  const others = instances.filter(({ id }) => id !== instance.id);
  return isGone ? others : [...others, instance];
}
