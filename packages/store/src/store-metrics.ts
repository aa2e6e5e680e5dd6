import type { BackEnd } from "@siren/chassis/back-end";
import type { UnitOfWork } from "./unit-of-work.ts";

/** How long one took, from when it was asked for, and how often it was begun. */
export type UnitOfWorkEnded = (tookMs: number, attempts: number, isDone: boolean) => void;

export function measureUnitsOfWork(meter: BackEnd["meter"]): UnitOfWorkEnded {
  const durations = meter.createHistogram("store.unit_of_work.duration", {
    ...{
      unit: "s",
      description: "how long a transaction took, with its repetitions and the wait for its turn",
    },
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5] },
  });
  const repeated = meter.createCounter("store.unit_of_work.repeated", {
    description: "attempts at a transaction beyond the first",
  });
  return (tookMs, attempts, isDone) => {
    durations.record(tookMs / 1_000, { outcome: isDone ? "committed" : "given-up" });
    if (attempts > 1) repeated.add(attempts - 1);
  };
}

/** Read when somebody looks. */
export function observeAsked(meter: BackEnd["meter"], asked: () => Promise<Record<string, number>>): void {
  const commands = meter.createObservableCounter("store.commands", {
    description: "commands that were sent to the embedded store, by collection where they are about one",
  });
  commands.addCallback(async (result) => {
    for (const [what, times] of Object.entries(await asked())) {
      const [command = "", collection = ""] = what.split(" ");
      result.observe(times, { command, collection });
    }
  });
}

export function watchUnitsOfWork(
  unitOfWork: UnitOfWork,
  { onEnded, monotonicMs }: { onEnded: UnitOfWorkEnded; monotonicMs: () => number },
): UnitOfWork {
  return async (work, limits) => {
    const beganMs = monotonicMs();
    let attempts = 0;
    let isDone = false;
    try {
      const result = await unitOfWork((tx) => {
        attempts += 1;
        return work(tx);
      }, limits);
      isDone = true;
      return result;
    } finally {
      onEnded(monotonicMs() - beganMs, attempts, isDone);
    }
  };
}
