import type { IncomingMessage, ServerResponse } from "node:http";
import type { Meter } from "@opentelemetry/api";
import { Refusal } from "@siren/contracts/refusal";
import type { Log } from "../log.ts";
import type { FaultyReads } from "./faulty-reads-setting.ts";
import { sendProblem } from "./problem-replies.ts";

/** By these others know how we are, or hear what was written: they are never told anything wrong. */
const spared = /^\/(healthz|readyz|internal|ops|\.well-known)([/?]|$)/;

type Parts = { log: Log; meter: Meter; requestIdOf(req: IncomingMessage): string; now: () => number };

export type FaultOnPurpose = {
  /** True where it has answered. Writes never fail by it: what was acknowledged stays what it is. */
  hasAnswered(req: IncomingMessage, res: ServerResponse): boolean;
  /** In words, while it is on. */
  told(): string | undefined;
  /** As it was set, while it is on: the end is in it. */
  setting(): string | undefined;
};

const none: FaultOnPurpose = {
  hasAnswered: () => false,
  told: () => undefined,
  setting: () => undefined,
};

/** A fault in order to show what others make of it: a mesh, a balancer, an alert. */
export function failReads(faulty: FaultyReads | undefined, parts: Parts): FaultOnPurpose {
  const { log, meter, requestIdOf, now } = parts;
  const gauge = meter.createObservableGauge("siren.reads.fail_on_purpose", {
    description: "1 while FAULTY_READS is in force",
  });
  gauge.addCallback((result) => result.observe(faults.told() === undefined ? 0 : 1));
  const faults = faulty ? faultsBy(faulty, { log, requestIdOf, now }) : none;
  return faults;
}

function faultsBy(faulty: FaultyReads, { log, requestIdOf, now }: Omit<Parts, "meter">): FaultOnPurpose {
  const { failing, ofEach, untilMs = Number.POSITIVE_INFINITY } = faulty;
  const isOn = () => now() < untilMs;
  const end = Number.isFinite(untilMs) ? new Date(untilMs).toISOString() : undefined;
  const words = `${failing} of ${ofEach} reads fail on purpose${end === undefined ? "" : ` until ${end}`}`;
  const setting = `${failing}/${ofEach}${end === undefined ? "" : `@${end}`}`;
  let reads = 0;
  if (isOn()) log.warn("reads.fail-on-purpose", { words });
  return {
    told: () => (isOn() ? words : undefined),
    setting: () => (isOn() ? setting : undefined),
    hasAnswered(req, res) {
      if (req.method !== "GET" || !isOn() || spared.test(req.url ?? "")) return false;
      const isFailing = reads % ofEach < failing;
      reads += 1;
      if (!isFailing) return false;
      res.setHeader("X-Request-Id", requestIdOf(req));
      sendProblem(new Refusal("INTERNAL", "On purpose: FAULTY_READS is set here"), req, res, log);
      return true;
    },
  };
}
