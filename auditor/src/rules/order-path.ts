import type { OrderFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { OrderState } from "@siren/contracts/order";

const afterPayment: readonly OrderState[] = ["ACCEPTED", "REJECTED", "CANCELLED", "EXPIRED"];

/** Written anew from the agreement and not taken from the order service, which is the one being judged. */
const mayFollow: Record<OrderState, readonly OrderState[]> = {
  PLACED: ["AUTHORISED", "DEFERRED", "COUNTER_DUE", "PAYMENT_FAILED", "CANCELLED", "EXPIRED"],
  AUTHORISED: afterPayment,
  DEFERRED: afterPayment,
  COUNTER_DUE: afterPayment,
  ACCEPTED: ["MAKING", "REJECTED", "CANCELLED"],
  MAKING: ["READY", "REJECTED"],
  READY: ["PICKED_UP", "UNCLAIMED", "MAKING"],
  PAYMENT_FAILED: [],
  PICKED_UP: [],
  UNCLAIMED: [],
  REJECTED: [],
  CANCELLED: [],
  // A ticket that was started before the expiry reached the store wins.
  EXPIRED: ["MAKING"],
};

/** What is wrong with an order's history, or nothing. */
export function faultInHistory({ history, state, version }: OrderFact): string | undefined {
  const [first] = history;
  if (first?.state !== "PLACED" || first.version !== 1) return says("begins-elsewhere");
  for (const [index, entry] of history.entries()) {
    const before = history[index - 1];
    if (!before) continue;
    if (entry.version <= before.version)
      return says("version-gap", { version: entry.version, last: before.version });
    if (entry.at < before.at) return says("dated-back", { state: entry.state, before: before.state });
    if (!mayFollow[before.state].includes(entry.state))
      return says("state-out-of-turn", { before: before.state, state: entry.state });
  }
  const last = history.at(-1);
  if (last?.state !== state) return says("ends-elsewhere", { state, last: last?.state });
  if (last.version > version) return says("ahead-of-version", { version });
  return undefined;
}
