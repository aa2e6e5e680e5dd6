import type { Counter, Meter, ObservableGauge } from "@opentelemetry/api";
import { Refusal } from "@siren/contracts/refusal";
import type { Log } from "../log.ts";
import type { LoopDelay } from "./loop-delay.ts";

/** In the order in which they are given up. What tells whether we live is none of these: it is always answered. */
const kindsOfWork = ["ordinary", "keyed", "socket"] as const;
export type KindOfWork = (typeof kindsOfWork)[number];

export type SheddingOptions = {
  /** Above how late a process ordinary work is refused; 0 for never. */
  aboveMs: number;
  delay: Pick<LoopDelay, "atLeastMs" | "atMostMs">;
  log: Pick<Log, "info" | "warn">;
  meter: SheddingMeter;
};

/** Of a meter, what is used here. */
type SheddingMeter = {
  createCounter(...told: Parameters<Meter["createCounter"]>): Pick<Counter<{ kind: string }>, "add">;
  createObservableGauge(
    ...told: Parameters<Meter["createObservableGauge"]>
  ): Pick<ObservableGauge, "addCallback">;
};

export type Shedding = {
  /** Throws OVERLOADED where there is no room for this kind of work. */
  admit(kind: KindOfWork): void;
};

/** How much later the process has to be before this, too, is refused. A write that carries a key was promised more. */
const times: Record<KindOfWork, number> = { ordinary: 1, keyed: 3, socket: 6 };
/** What was given up is taken up again when we have been well below the threshold for a while: it must not flicker. */
const untilBelow = 0.5;
const retryAfterS = 2;

const words = {
  ordinary: "Too much to do at once: this was not begun",
  keyed: "Too much to do at once: this was not begun, and may be sent again with its key",
  socket: "Too much to do at once: no new connection is taken",
} satisfies Record<KindOfWork, string>;

/**
 * A process that cannot keep up answers everybody too late; refusing some at once, at little cost, leaves it in time
 * for the others. Reads can be asked again by anybody, so they go first.
 */
export function createShedding({ aboveMs, delay, log, meter }: SheddingOptions): Shedding {
  const shed = meter.createCounter("siren.http.shed", {
    description: "Requests refused because we were late",
  });
  // There before the first: of a series that begins at 1, Prometheus sees no increase.
  for (const kind of kindsOfWork) shed.add(0, { kind });
  meter
    .createObservableGauge("siren.event_loop.delay", {
      unit: "s",
      description: "How late we have been lately",
    })
    .addCallback((gauge) => gauge.observe(delay.atMostMs() / 1_000));
  const isShedding: Record<KindOfWork, boolean> = { ordinary: false, keyed: false, socket: false };

  return {
    admit(kind) {
      if (aboveMs === 0) return;
      const most = aboveMs * times[kind];
      const refuse = isShedding[kind] ? delay.atMostMs() > most * untilBelow : delay.atLeastMs() > most;
      if (refuse !== isShedding[kind]) {
        isShedding[kind] = refuse;
        log[refuse ? "warn" : "info"](refuse ? "shedding.began" : "shedding.ended", {
          kind,
          lateByMs: Math.round(delay.atMostMs()),
        });
      }
      if (!refuse) return;
      shed.add(1, { kind });
      throw new Refusal("OVERLOADED", words[kind], { retryAfterS });
    },
  };
}
