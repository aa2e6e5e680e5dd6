import { ConfigFault } from "@siren/chassis/config";
import type { Exchange, Policy } from "../policies/exchange.ts";
import type { PolicyParts } from "../policies/policy.ts";
import type { StepRead } from "../reading/read-steps.ts";
import type { Fault } from "../reading/written-file.ts";
import type { Target } from "./targets.ts";

/** A step that was made, and what it wants to be told when nobody will take it any more. */
export type BuiltStep = { key: string; run: Policy; isKept: boolean; closers: (() => void)[] };

export type StepBuilder = {
  parts: Omit<PolicyParts, "onClose">;
  /** Of the file before: what may go on with what it remembers. */
  before: ReadonlyMap<string, BuiltStep>;
  faults: Fault[];
};

/**
 * Steps of a policy that `outlivesReload` are taken over as they are where neither they nor their target changed:
 * a limit goes on counting, an old answer is still at hand.
 */
export async function buildStep(
  pipeline: string,
  step: StepRead,
  nth: number,
  target: Target | undefined,
  { parts, before, faults }: StepBuilder,
): Promise<BuiltStep | undefined> {
  const { policy, action, path, text } = step;
  const key = JSON.stringify([pipeline, nth, text, target?.service]);
  const kept = before.get(key);
  if (kept?.isKept) return kept;
  const closers: (() => void)[] = [];
  try {
    const run = await policy.create(action, { ...parts, onClose: (close) => void closers.push(close) });
    return { key, run, closers, isKept: policy.outlivesReload === true };
  } catch (error) {
    for (const close of closers) close();
    const said = error instanceof ConfigFault ? error.faults : [String((error as Error)?.message ?? error)];
    faults.push(...said.map((one) => ({ path, text: one })));
    return undefined;
  }
}

/** As it stands in the pipeline: under its condition, and towards its own target where there are several. */
export function placed(run: Policy, { condition }: StepRead, own: Target | undefined): Policy {
  const towards: Policy = own
    ? (exchange, next) => {
        exchange.route = { ...exchange.route, service: own.service, audience: own.audience };
        return run(exchange, next);
      }
    : run;
  if (!condition) return towards;
  return (exchange: Exchange, next) => (condition(exchange) ? towards(exchange, next) : next());
}
