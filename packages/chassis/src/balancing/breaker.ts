import { EventEmitter } from "node:events";
import CircuitBreaker from "opossum";

export type BreakerState = "closed" | "open" | "half-open";
export type Verdict = "success" | "failure" | "ignored";

/** A call that was let through; told once how it went, later words are not heard. */
export type Pass = { settle(verdict: Verdict): void };

export type BreakerStats = {
  state: BreakerState;
  fires: number;
  failures: number;
  successes: number;
  rejects: number;
};

export type Breaker = {
  enter(): Pass | undefined;
  state(): BreakerState;
  stats(): BreakerStats;
  /** By what it judges. */
  settings: Required<BreakerOptions>;
  /** When the next probe may pass. */
  retryAfterMs(): number;
  onChange(listener: (state: BreakerState) => void): void;
  dispose(): void;
};

export type BreakerOptions = {
  /** Settled calls in the window before it may open: one failure is not an outage. */
  volumeThreshold?: number;
  /**
   * Half the window is how long a service at full load fails before more than half of the window is failures, so
   * 4 s opens within 3 s; the first probe follows after `resetMs`, so it closes well within 10 s of the return.
   */
  windowMs?: number;
  resetMs?: number;
  errorThresholdPercentage?: number;
};

/** What opossum is fired with: a judged outcome, nothing that is still running. */
type Outcome = "success" | "failure";

class JudgedFailure extends Error {}

/**
 * opossum as the state machine and the window, fired with verdicts rather than with calls. That gives it what it
 * lacks: calls that count neither way (the client left), no rejected or aborted call in the denominator, no late
 * word from an earlier state, and a probe that cannot hang half-open for ever. Its timeout, capacity, coalescing,
 * abort controller, percentiles and snapshots stay off: each attempt has its own deadline and AbortController.
 */
export function createBreaker(name: string, now: () => number, options: BreakerOptions = {}): Breaker {
  const { volumeThreshold = 5, windowMs = 4_000, resetMs = 2_000, errorThresholdPercentage = 50 } = options;
  const listeners = new Set<(state: BreakerState) => void>();
  const rotation = new EventEmitter();
  const buckets = 8;
  // One timer for the window whatever becomes of the breakers inside; opossum would start one with each.
  const rotating = setInterval(turn, windowMs / buckets).unref();
  let epoch = 0;
  let rejects = 0;
  let openedAtMs = 0;
  let probing = false;
  let state: BreakerState = "closed";
  /** Successes behind the open door: to opossum they are two numbers of its newest bucket. */
  let untold = 0;
  let machine = build();

  function turn(): void {
    tellSuccesses();
    rotation.emit("rotate");
  }

  /** Before anybody asks opossum, and before it judges a failure by them. */
  function tellSuccesses(): void {
    const [newest] = machine.status.window;
    if (newest === undefined) return;
    newest.fires += untold;
    newest.successes += untold;
    untold = 0;
  }

  function build(): CircuitBreaker<[Outcome], void> {
    const made = new CircuitBreaker<[Outcome], void>(
      (outcome) => (outcome === "success" ? Promise.resolve() : Promise.reject(new JudgedFailure(name))),
      {
        name,
        timeout: false,
        volumeThreshold,
        // opossum opens above it: of a service that fails every other call, never.
        errorThresholdPercentage: errorThresholdPercentage - 1e-6,
        resetTimeout: resetMs,
        rollingCountTimeout: windowMs,
        rollingCountBuckets: buckets,
        rollingPercentilesEnabled: false,
        enableSnapshots: false,
        rotateBucketController: rotation,
      },
    );
    made.on("open", () => become("open"));
    made.on("halfOpen", () => become("half-open"));
    made.on("close", () => become("closed"));
    return made;
  }

  function become(next: BreakerState): void {
    epoch++;
    probing = false;
    state = next;
    if (next === "open") openedAtMs = now();
    if (next === "closed") rebuild();
    for (const listener of listeners) listener(next);
  }

  /** A fresh window after closing: otherwise the failures and probes of the outage would judge the healthy service. */
  function rebuild(): void {
    const old = machine;
    untold = 0;
    machine = build();
    // After its own event is over: it is still inside `close()` when it tells us.
    queueMicrotask(() => old.shutdown());
  }

  function judge(outcome: Outcome): void {
    if (outcome === "success" && state === "closed") {
      untold++;
      return;
    }
    tellSuccesses();
    machine.fire(outcome).catch((fault: unknown) => {
      if (!(fault instanceof JudgedFailure) && !CircuitBreaker.isOurError(fault as Error)) throw fault;
    });
  }

  return {
    enter() {
      if (state === "open" || probing) {
        rejects++;
        return undefined;
      }
      const entered = epoch;
      const isProbe = state === "half-open";
      if (isProbe) probing = true;
      let settled = false;
      return {
        settle(verdict) {
          if (settled) return;
          settled = true;
          // From before the last change of state: says nothing about the service as it is now.
          if (entered !== epoch) return;
          if (verdict !== "ignored") judge(verdict);
          else if (isProbe) probing = false;
        },
      };
    },
    state: () => state,
    settings: { volumeThreshold, windowMs, resetMs, errorThresholdPercentage },
    stats() {
      tellSuccesses();
      const { fires, failures, successes } = machine.stats;
      return { state, fires, failures, successes, rejects };
    },
    retryAfterMs: () => (state === "open" ? Math.max(0, openedAtMs + resetMs - now()) : 0),
    onChange: (listener) => void listeners.add(listener),
    dispose() {
      clearInterval(rotating);
      listeners.clear();
      machine.shutdown();
    },
  };
}
