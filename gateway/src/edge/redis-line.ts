import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { ConfigFault } from "@siren/chassis/config";
import { commandOf, createReplyReader, RedisFault, type RedisValue } from "./redis-wire.ts";

export type RedisAddress = {
  host: string;
  port: number;
  isTls: boolean;
  username: string;
  password: string;
  database: number;
};

/** `redis://user:password@host:6379/0`, or `rediss://` over TLS. */
export function redisAddressOf(given: string): RedisAddress {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const database = Number(url?.pathname.slice(1) || 0);
  const isKnown = url?.protocol === "redis:" || url?.protocol === "rediss:";
  if (!url || !isKnown || url.hostname === "" || !Number.isInteger(database) || database < 0)
    throw new ConfigFault(["RATE_LIMIT_REDIS must look like redis://user:password@host:6379/0"]);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || 6379),
    isTls: url.protocol === "rediss:",
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
  };
}

type Waiting = { untilMs: number; settle: (value: RedisValue | undefined) => void };

const firstPauseMs = 100;
const longestPauseMs = 5_000;
const connectWithinMs = 1_000;
/** Answers come in the order of the questions, so behind one that hangs all hang: a new line is better. */
const cutAfterSilenceMs = 500;

/**
 * One connection, over which questions are sent without waiting for the answers before. A question that is not
 * answered within `deadlineMs`, or cannot be put at all, is answered by `undefined`: nobody waits for Redis.
 */
export function openRedisLine(
  address: RedisAddress,
  deadlineMs: number,
  onState: (isUp: boolean, reason?: string) => void,
) {
  let socket: Socket | undefined;
  let isUp = false;
  let isClosed = false;
  let pauseMs = firstPauseMs;
  let again: NodeJS.Timeout | undefined;
  let clock: NodeJS.Timeout | undefined;
  let waiting: Waiting[] = [];
  /** Up to here everybody has been told that there is no answer; the places are kept, for the answers to come. */
  let givenUp = 0;

  function lookAtClock(): void {
    clock = undefined;
    const nowMs = performance.now();
    while (givenUp < waiting.length && (waiting[givenUp] as Waiting).untilMs <= nowMs) {
      (waiting[givenUp] as Waiting).settle(undefined);
      givenUp += 1;
    }
    const oldest = waiting[0];
    if (oldest && nowMs - oldest.untilMs >= cutAfterSilenceMs) socket?.destroy(new Error("no answer"));
    else if (waiting.length > 0) clock = setTimeout(lookAtClock, deadlineMs);
  }

  function send(parts: readonly (string | number)[]): Promise<RedisValue | undefined> {
    const { promise, resolve } = Promise.withResolvers<RedisValue | undefined>();
    waiting.push({ untilMs: performance.now() + deadlineMs, settle: resolve });
    clock ??= setTimeout(lookAtClock, deadlineMs);
    socket?.write(commandOf(parts));
    return promise;
  }

  function lost(reason: string): void {
    const wasUp = isUp;
    isUp = false;
    socket = undefined;
    clearTimeout(clock);
    clock = undefined;
    const left = waiting;
    waiting = [];
    givenUp = 0;
    for (const one of left) one.settle(undefined);
    if (isClosed) return;
    if (wasUp || pauseMs === firstPauseMs) onState(false, reason);
    again = setTimeout(open, pauseMs).unref();
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  async function greet(): Promise<void> {
    const { username, password, database } = address;
    const said = [
      ...(password === "" ? [] : [username === "" ? ["AUTH", password] : ["AUTH", username, password]]),
      ...(database === 0 ? [] : [["SELECT", database]]),
      ["PING"],
    ];
    const heard = await Promise.all(said.map(send));
    const fault = heard.find((one) => one === undefined || one instanceof RedisFault);
    if (heard.length === 0 || heard.some((one) => one === undefined) || fault) {
      socket?.destroy(new Error(fault instanceof RedisFault ? fault.message : "no answer to the greeting"));
      return;
    }
    isUp = true;
    pauseMs = firstPauseMs;
    onState(true);
  }

  function open(): void {
    const { host, port, isTls } = address;
    const made = isTls ? connectTls({ host, port, servername: host }) : connect({ host, port });
    let reason = "closed";
    const read = createReplyReader((value) => {
      const asked = waiting.shift();
      if (givenUp > 0) givenUp -= 1;
      asked?.settle(value);
    });
    socket = made;
    made.setNoDelay(true);
    // An idle line says nothing for hours; only until it stands is there a limit.
    made.setTimeout(connectWithinMs, () => made.destroy(new Error("no connection in time")));
    made.once(isTls ? "secureConnect" : "connect", () => {
      made.setTimeout(0);
      void greet();
    });
    made.on("data", (chunk) => {
      try {
        read(chunk);
      } catch (error) {
        made.destroy(error as Error);
      }
    });
    made.on("error", (error) => {
      reason = error.message;
    });
    made.once("close", () => lost(reason));
  }

  open();
  return {
    isUp: () => isUp,
    ask: (parts: readonly (string | number)[]) => (isUp ? send(parts) : undefined),
    close() {
      isClosed = true;
      clearTimeout(again);
      clearTimeout(clock);
      socket?.destroy();
    },
  };
}
