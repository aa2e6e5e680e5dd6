import { setTimeout as pause } from "node:timers/promises";
import type { ProcessName } from "../../scripts/stack/topology.ts";
import { asBrowsersDo } from "../harness/as-browsers-do.ts";
import { assertEachWalkedOnce } from "../harness/audit.ts";
import { baristaOf, storeId } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { type Book, measured, newBook, notListening } from "../harness/measured.ts";
import { workShift } from "../harness/shift.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";
import { counted } from "../harness/step-table.ts";
import { quickAuditor, untilEveryRuleHolds } from "../harness/verdicts.ts";
import { type Acknowledged, arrive, type Guest, keepOrdering } from "./guests.ts";
import { heardByAll } from "./heard-by-all.ts";

export type Version = "earlier" | "today";
export type Step =
  | { do: "serve" }
  /** Replaced one after the other while the rest goes on. */
  | { do: "roll"; name: ProcessName; replicas: readonly number[]; to: Version };

export type Scenario = {
  about: string;
  /** What everything is to begin with, but for some replicas. */
  all: Version;
  but: readonly { name: ProcessName; replica: number; is: Version }[];
  steps: readonly Step[];
};

/** From then on it went so; an answer that came in it may be of a request from before. */
type Stage = { what: string; fromMs: number };
export type Verdict = { promise: string; holds: boolean; found: string };
export type Running = {
  earlierTree: string;
  guests: number;
  serveSeconds: number;
  signal: AbortSignal;
  say: (line: string) => void;
};

const replicas = { discovery: 1, menu: 2, member: 2, barista: 2, order: 2, gateway: 2 } as const;
/** Both versions are proved by times in which all of order is of one: somebody has to be served in each. */
const servesWithinMs = 60_000;
const told = (idle: readonly string[]) =>
  idle.length === 0 ? "always" : `not in ${idle.length} of those times`;
/** What was promised has to be there at last; when is no part of the promise, and a starved machine needs long. */
const settleMs = 120_000;
/**
 * A full store, a tap on a board that was a moment old, an order that had no room and was taken a moment later, and a
 * gateway that is just being replaced, each of which has an address of its own here; everything else is a fault of the
 * mixture.
 */
const notAFault = new Set(["STORE_AT_CAPACITY", "ILLEGAL_TRANSITION", "OVERLOADED", notListening]);

/** People order without a break while versions change beneath them; then everything that was promised is looked for. */
export async function runScenario(scenario: Scenario, running: Running): Promise<Verdict[]> {
  const { earlierTree, guests, signal, say } = running;
  const is = new Map<string, Version>(
    scenario.but.map(({ name, replica, is }) => [`${name}-${replica}`, is]),
  );
  await using stack = await startTestStack({
    replicas,
    treeOf: (name, replica) =>
      (is.get(`${name}-${replica}`) ?? scenario.all) === "earlier" ? earlierTree : undefined,
    env: { auditor: quickAuditor },
    signal,
  });
  // Also what has no signal of its own, such as a process that is awaited, ends with the stack.
  signal.addEventListener("abort", () => void stack.stop().catch(() => undefined), { once: true });
  const book = newBook();
  const acknowledged: Acknowledged[] = [];
  const idle: string[] = [];
  const heard = heardByAll();
  let resent = 0;
  const onResend = () => {
    resent += 1;
  };
  const stages: Stage[] = [{ what: "all begins", fromMs: 0 }];
  const people: Guest[] = [];
  const walks: Promise<void>[] = [];
  let shift: Promise<void> | undefined;
  const [closing, ordering] = [new AbortController(), new AbortController()];
  try {
    const arrivals = Array.from({ length: guests }, async (_, n) => {
      people.push(await arrive(stack, n, { book, onResend }, signal));
    });
    await Promise.allSettled(arrivals).then(() => Promise.all(arrivals));
    const barista = measured(asBrowsersDo(await baristaOf(stack), onResend), book);
    barista.leaves = signal;
    shift = workShift(barista, { storeId, signal: closing.signal });
    walks.push(...people.map((guest) => keepOrdering(guest, { book, acknowledged, until: ordering.signal })));
    await heard.ask(stack, signal);
    for (const step of scenario.steps) {
      const before = acknowledged.length;
      const what = step.do === "serve" ? "served" : `${step.name} ${step.replicas.join(", ")} -> ${step.to}`;
      stages.push({ what, fromMs: performance.now() });
      if (step.do === "serve") {
        await pause(running.serveSeconds * 1_000, undefined, { signal });
        const isServed = () => acknowledged.length > before;
        await eventually("an order is taken", isServed, servesWithinMs, signal).catch((late: unknown) => {
          signal.throwIfAborted();
          idle.push(String(late));
        });
      } else for (const replica of step.replicas) await roll(stack, step.name, replica, step.to, is, running);
      await heard.ask(stack, signal);
      say(
        `  ${what}: ${acknowledged.length - before} orders acknowledged; errors so far: ${counted(book.errors)}`,
      );
    }
    ordering.abort();
    await Promise.all(walks);
    signal.throwIfAborted();
    return [
      { promise: "orders were taken whenever it served", holds: idle.length === 0, found: told(idle) },
      ...(await judge(stack, { book, acknowledged, stages, heard, resent }, running)),
    ];
  } finally {
    ordering.abort();
    closing.abort();
    for (const { page } of people) page.close();
    await Promise.allSettled([...walks, shift]);
  }
}

async function roll(
  stack: TestStack,
  name: ProcessName,
  replica: number,
  to: Version,
  is: Map<string, Version>,
  { serveSeconds, signal }: Running,
): Promise<void> {
  is.set(`${name}-${replica}`, to);
  await stack.restart(name, replica);
  await pause((serveSeconds * 1_000) / 4, undefined, { signal });
}

type Seen = {
  book: Book;
  acknowledged: readonly Acknowledged[];
  stages: readonly Stage[];
  heard: ReturnType<typeof heardByAll>;
  resent: number;
};

async function judge(
  stack: TestStack,
  { book, acknowledged, stages, heard, resent }: Seen,
  { signal }: Running,
): Promise<Verdict[]> {
  const wait = { withinMs: settleMs, signal };
  const held = async (promise: string, found: string, check: () => Promise<unknown>): Promise<Verdict> =>
    check().then(
      () => ({ promise, holds: true, found }),
      (fault: unknown) => {
        signal.throwIfAborted();
        return { promise, holds: false, found: String(fault).slice(0, 2_000) };
      },
    );
  const orders = `${acknowledged.length} orders`;
  const faults = new Map<string, number>();
  for (const { code, step, why, atMs } of book.errorsAt) {
    const during = stages.findLast(({ fromMs }) => fromMs <= atMs)?.what;
    const what = `${code} at ${step} while ${during}${why === undefined ? "" : ` (${why})`}`;
    if (!notAFault.has(code)) faults.set(what, (faults.get(what) ?? 0) + 1);
  }
  const isShown = () =>
    acknowledged.every(({ orderId, guest }) => guest.page.times(orderId, "order.ready") === 1);
  return [
    {
      promise: "every request was answered, and none with a fault",
      holds: faults.size === 0,
      found: `${book.requests} requests; ${counted(faults)}; ${resent} sent again on a new connection`,
    },
    await held(
      "each order that was acknowledged is there once, made once, paid once, handed over",
      orders,
      () => assertEachWalkedOnce(stack, acknowledged, wait),
    ),
    await held("READY was shown once for each on its customer's page", orders, () =>
      eventually("READY is shown", isShown, settleMs, signal),
    ),
    await held("the auditor finds that every rule holds", orders, () =>
      untilEveryRuleHolds(stack, acknowledged.length, { ...wait, isExcused: heard.isExcused }),
    ),
  ];
}
