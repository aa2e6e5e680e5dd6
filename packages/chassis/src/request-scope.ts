import { type Context, context, createContextKey } from "@opentelemetry/api";
import type { Patience, patienceKey } from "./patience.ts";

/** How long the asker waits goes with the ids, under a key that no line of the log shows. */
type Scope = ScopeIds & { [patienceKey]?: Patience };

/** Ids that belong to whatever is being done now; every log line of it carries them. */
export type ScopeIds = { requestId?: string; orderId?: string };

export const scopeKey = createContextKey("siren.scope");

export const scopeOf = (active: Context) => active.getValue(scopeKey) as Scope | undefined;

export function currentIds(): ScopeIds {
  return scopeOf(context.active()) ?? {};
}

/** Names the order a request turned out to be about, for the lines that follow. */
export function noteOrder(orderId: string): void {
  const ids = scopeOf(context.active());
  if (ids) ids.orderId = orderId;
}
