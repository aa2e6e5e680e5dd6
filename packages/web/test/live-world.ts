/// <reference types="node" />
import { setImmediate as turn } from "node:timers/promises";
import type { Renewal } from "@siren/web/access";
import type { Line } from "@siren/web/live/line";
import { createLive } from "@siren/web/live/live";
import type { Road } from "@siren/web/live/roads";
import { observable } from "@siren/web/observable";
import * as z from "zod/mini";

export const stream = "member:mem_1";
export const event = (n: number, word = `word ${n}`) => ({
  ...{ eventId: "evt_01J8ZQ4M6V3T9X2B7C5D1E0F8G", stream, n, at: 1, word },
});

class FakeLine implements Line {
  readonly asked: [string, object][] = [];
  readonly auth: Record<string, unknown>;
  readonly road: Road;
  readonly listeners = new Map<string, (payload: unknown) => void>();
  isOpen = true;
  alive: () => void = () => {};
  answer: (name: string, payload: { after?: number }) => unknown = (_name, { after }) => ({
    ...{ ok: true, n: after ?? 10 },
  });
  #other: (name: string, payload: unknown) => void = () => {};
  #closed: (code: string | undefined) => void = () => {};
  constructor(road: Road, auth: Record<string, unknown>) {
    this.road = road;
    this.auth = auth;
  }
  connect() {}
  close(code?: string) {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#closed(code);
  }
  on(name: string, listener: (payload: unknown) => void) {
    this.listeners.set(name, listener);
  }
  async ask(name: string, payload: object) {
    this.asked.push([name, payload]);
    return this.answer(name, payload);
  }
  onOther(listener: (name: string, payload: unknown) => void) {
    this.#other = listener;
  }
  onClosed(listener: (code: string | undefined) => void) {
    this.#closed = listener;
  }
  onAlive(listener: () => void) {
    this.alive = listener;
  }
  askedFor = (name: string) => this.asked.filter(([each]) => each === name).map(([, payload]) => payload);
  async hear(name: string, payload: unknown) {
    const listener = this.listeners.get(name);
    if (listener) listener(payload);
    else this.#other(name, payload);
    await turn();
  }
}

type Timer = { at: number; run: () => void };

/** A page whose clock and whose screen are moved by the test. */
export function liveWorld({
  renewal = "renewed" as Renewal,
  provenBy = "any word" as "any word" | "a stream's word",
  chance = 1,
} = {}) {
  const lines: FakeLine[] = [];
  const told: string[] = [];
  const rung: number[] = [];
  const notUnderstood: string[] = [];
  const timers = new Set<Timer>();
  const pictures: (() => void)[] = [];
  const token = observable<string | null>("first");
  let clock = 1_000;
  let resyncs = 0;
  const open = (road: Road) => async (_endpoint: object, auth: () => Record<string, unknown>) => {
    const line = new FakeLine(road, auth());
    lines.push(line);
    return line;
  };
  const live = createLive({
    endpoint: { path: "/socket.io", namespace: "/orders" },
    events: { "word.said": z.object({ word: z.string() }) },
    openSocket: open("socket"),
    openPolling: open("polling"),
    token,
    renewToken: async () => {
      if (renewal === "outage") token.set(null);
      return renewal;
    },
    onEvent: ({ data }) => void told.push(data.word),
    onRing: (_stream, n) => void rung.push(n),
    onResync() {
      resyncs += 1;
      if (world.isUnreadable) throw new Error("the state cannot be read");
    },
    onNotUnderstood: (name) => void notUnderstood.push(name),
    whenShown: (run) => void pictures.push(run),
    silence: { afterMs: 5_000, provenBy },
    now: () => clock,
    chance: () => chance,
    later(ms, run) {
      const timer = { at: clock + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
  const world = { isUnreadable: false };
  const last = () => lines.at(-1) as FakeLine;
  return {
    ...{ world, live, told, rung, notUnderstood, token, lines, last, turn },
    resyncs: () => resyncs,
    state: () => live.status.get().state,
    async begin() {
      live.start();
      await turn();
    },
    greet: () => last().hear("hello", { streams: [stream], expiresAt: 9 }),
    async paint() {
      for (const run of pictures.splice(0)) run();
      await turn();
    },
    /** Each timer in its own moment, and what follows from it. */
    async pass(ms: number) {
      const end = clock + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        clock = Math.max(clock, next.at);
        timers.delete(next);
        next.run();
        await turn();
      }
      clock = end;
    },
    now: () => clock,
  };
}
