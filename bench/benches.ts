import type { Bounds } from "../e2e/harness/command-line.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import { nodeFlags, roomyNodeFlags } from "../scripts/stack/node-flags.ts";
import type { StackOptions } from "../scripts/stack/settings.ts";
import { benchEdge } from "./edge-overhead.ts";
import { benchIdle } from "./idle-stack.ts";
import { benchPlacing } from "./placing.ts";
import { benchRush } from "./rush.ts";
import { benchSockets } from "./socket-growth.ts";
import { benchTapToReady } from "./tap-to-ready.ts";

type Numbers = Record<string, number>;

export type Bench = {
  options: Readonly<Record<string, Bounds>>;
  stack: StackOptions;
  /** `say` is for what is known before the end; the answer is shown last. */
  run: (
    stack: TestStack,
    numbers: Numbers,
    signal: AbortSignal,
    say: (text: string) => void,
  ) => Promise<string>;
};

/** Ties what `run` is given to the options that are declared. */
function bench<N extends string>(of: {
  options: Readonly<Record<N, Bounds>>;
  stack?: StackOptions;
  run: (
    stack: TestStack,
    numbers: Record<N, number>,
    signal: AbortSignal,
    say: (text: string) => void,
  ) => Promise<string>;
}): Bench {
  const { run } = of;
  return {
    options: of.options,
    stack: of.stack ?? {},
    run: (stack, numbers, signal, say) => run(stack, numbers as Record<N, number>, signal, say),
  };
}

const times = (usual: number) => ({ times: { default: usual, min: 1, max: 100_000 } });

export const benches = {
  ready: bench({
    options: { orders: { default: 50, min: 1, max: 100_000 } },
    stack: { replicas: { menu: 2, member: 2, order: 2, barista: 2 }, nodeFlags },
    run: (stack, { orders }, signal) => benchTapToReady(stack, orders, signal),
  }),
  sockets: bench({
    options: { most: { default: 5_000, min: 500, max: 5_000 } },
    // Nobody else hears of the orders that are told: they are no real ones.
    stack: { only: ["discovery", "member", "order"], nodeFlags },
    run: (stack, { most }, signal, say) => benchSockets(stack, most, signal, say),
  }),
  idle: bench({
    options: {
      seconds: { default: 60, min: 1, max: 3_600 },
      "settle-s": { default: 20, min: 0, max: 600 },
    },
    stack: { replicas: { order: 2 }, nodeFlags: roomyNodeFlags },
    run: benchIdle,
  }),
  edge: bench({ options: times(500), run: (stack, { times }, signal) => benchEdge(stack, times, signal) }),
  orders: bench({
    options: {
      seconds: { default: 10, min: 1, max: 600 },
      "at-once": { default: 16, min: 1, max: 500 },
      deferred: { default: 100, min: 0, max: 1_000 },
      "warm-s": { default: 10, min: 1, max: 600 },
      // With these two: a cafe's rush instead.
      customers: { default: 0, min: 0, max: 1_000 },
      minutes: { default: 0, min: 0, max: 60 },
      "think-s": { default: 60, min: 1, max: 600 },
    },
    stack: { replicas: { order: 2 }, nodeFlags: roomyNodeFlags },
    run: (stack, of, signal, say) => {
      const { customers, minutes, seconds } = of;
      if (customers > 0) {
        const rush = { customers, seconds: minutes * 60 || seconds, thinkSeconds: of["think-s"] };
        return benchRush(stack, rush, signal, say);
      }
      const placing = { seconds, atOnce: of["at-once"], deferred: of.deferred, warmS: of["warm-s"] };
      return benchPlacing(stack, placing, signal, say);
    },
  }),
};

export const isBench = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name);
