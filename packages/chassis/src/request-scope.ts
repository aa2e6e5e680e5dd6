import { type Context, context, createContextKey } from "@opentelemetry/api";

/** Ids that belong to whatever is being done now; every log line of it carries them. */
export type ScopeIds = { requestId?: string; orderId?: string };

const key = createContextKey("siren.scope");

export function currentIds(): ScopeIds {
  return (context.active().getValue(key) as ScopeIds | undefined) ?? {};
}

export function withIds<T>(ids: ScopeIds, work: () => T): T {
  return context.with(context.active().setValue(key, { ...currentIds(), ...ids }), work);
}

/** The context with these ids in it, for whoever enters it once with all that belongs there. */
export const withIdsIn = (within: Context, ids: ScopeIds): Context => within.setValue(key, ids);

/** Names the order a request turned out to be about, for the lines that follow. */
export function noteOrder(orderId: string): void {
  const ids = context.active().getValue(key) as ScopeIds | undefined;
  if (ids) ids.orderId = orderId;
}
