import type { Degraded } from "./degraded.ts";
import { type Observable, observable } from "./observable.ts";

/** `old`: answered from a copy. `down`: not answered. */
type Trouble = {
  kind: "old" | "down";
  since: number;
  asOf: number | undefined;
  /** Whose answer told it; only that one can tell that it is over, besides the service itself. */
  by: string;
};
type Troubles = Readonly<Record<string, Trouble>>;

export type Health = {
  troubles: Observable<Troubles>;
  /** `agoMs`: how old the answer was when it came; the gateway gives copies, which say nothing of this moment. */
  answered: (service: string, degraded: readonly Degraded[], agoMs?: number) => void;
  failed: (service: string) => void;
};

/**
 * What the pages' own requests say about each service: the honesty ribbon is made of nothing else. A good
 * answer of a service ends its trouble, and any answer at all ends the gateway's.
 */
export function createHealth({ now }: { now: () => number }): Health {
  const troubles = observable<Troubles>({});

  function put(service: string, kind: Trouble["kind"], by: string, asOf?: number): void {
    const known = troubles.get()[service];
    // What did not answer us itself is asked until it does; hearsay would end that, and be over with its teller's next word.
    if (known?.kind === "down" && by !== service) return;
    if (known?.kind === kind && known.by === by && known.asOf === asOf) return;
    troubles.set({ ...troubles.get(), [service]: { kind, asOf, by, since: known?.since ?? now() } });
  }

  function end(service: string): void {
    if (!(service in troubles.get())) return;
    const { [service]: _ended, ...rest } = troubles.get();
    troubles.set(rest);
  }

  return {
    troubles,
    answered(service, degraded, agoMs = 0) {
      end("gateway");
      const saidAt = now() - agoMs;
      const still = new Set(degraded.map((each) => each.service));
      for (const [name, { by, since }] of Object.entries(troubles.get())) {
        const isAbout = name === service || by === service;
        if (isAbout && !still.has(name) && saidAt >= since) end(name);
      }
      for (const { service: other, asOf } of degraded) {
        // Of no concern to whoever orders or makes coffee: all that is behind it is found without.
        if (other !== "registry") put(other, "old", service, asOf);
      }
    },
    failed: (service) => put(service, "down", service),
  };
}
