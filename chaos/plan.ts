import type { ProcessName } from "../scripts/stack/topology.ts";

export type Strike = {
  /** After the strike before. */
  afterMs: number;
  name: ProcessName;
  replica: number;
  how: "SIGKILL" | "SIGTERM" | "SIGSTOP";
  /** A paused process goes on after this, believing that nothing happened. */
  pausedMs: number;
};

/** Those that write are struck most; the ways in and the registry now and then. */
const victims: readonly [ProcessName, number][] = [
  ["order", 0],
  ["order", 1],
  ["order", 0],
  ["order", 1],
  ["barista", 0],
  ["barista", 1],
  ["barista", 0],
  ["barista", 1],
  ["member", 0],
  ["member", 1],
  ["member", 0],
  ["member", 1],
  ["menu", 0],
  ["gateway", 0],
  ["discovery", 0],
];
const hows = ["SIGKILL", "SIGKILL", "SIGTERM", "SIGSTOP"] as const;

/** The same seed is the same plan; when exactly a strike falls into whose work is the machine's own chance. */
export function planOf(seed: number, kills: number): Strike[] {
  const random = seeded(seed);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: kills }, () => {
    const [name, replica] = oneOf(victims);
    return {
      afterMs: Math.round(200 + random() * 1_800),
      name,
      replica,
      how: oneOf(hows),
      pausedMs: Math.round(100 + random() * 4_000),
    };
  });
}

/** mulberry32: 32 bits of state, the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
