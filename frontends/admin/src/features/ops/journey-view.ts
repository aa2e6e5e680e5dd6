import type { OpsJourney } from "@siren/contracts/journey";

type Event = OpsJourney["events"][number];
type Span = NonNullable<OpsJourney["traces"][number]["spans"]>[number];

/** One line of an order's way; `sinceMs` counts from its placing. */
export type Line = { key: string; at: number; sinceMs: number } & (
  | { kind: "state"; state: OpsJourney["order"]["state"]; version: number }
  | { kind: "event"; event: Event }
  | { kind: "span"; span: Span }
);

const rank = { state: 0, span: 1, event: 2 } as const;

/** States, events and spans of all who went the way, in the order in which they happened. */
export function linesOf({ order, events, traces }: OpsJourney, withSpans: boolean): Line[] {
  const from = order.placedAt;
  const when = (at: number) => ({ at, sinceMs: at - from });
  const spans = withSpans ? traces.flatMap(({ spans }) => spans ?? []) : [];
  const lines: Line[] = [
    ...order.history.map(({ state, version, at }) => ({
      ...{ key: `state ${version}`, kind: "state" as const, state, version },
      ...when(at),
    })),
    ...events.map((event) => ({ key: event.eventId, kind: "event" as const, event, ...when(event.at) })),
    ...spans.map((span, place) => ({ key: `span ${place}`, kind: "span" as const, span, ...when(span.at) })),
  ];
  return lines.sort((a, b) => a.at - b.at || rank[a.kind] - rank[b.kind]);
}

export const spanCount = ({ traces }: OpsJourney): number =>
  traces.reduce((sum, { spans }) => sum + (spans?.length ?? 0), 0);

/** What went by slowly enough to be noticed, in words that fit. */
export function durationWords(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${Math.round(ms)} ms`;
  if (size < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

export type Asked = { order: string } | { store: string; day: string; number: string };

/** What the address asks for; null: not enough to ask. */
export function askedIn(search: URLSearchParams): Asked | null {
  const order = search.get("order")?.trim() ?? "";
  if (order !== "") return { order };
  const [store, day, number] = ["store", "day", "number"].map((key) => search.get(key)?.trim() ?? "");
  return store && day && number ? { store, day, number } : null;
}

/** The business day that it is in the shops, whatever the device's clock says. */
export const dayInSeoul = (now: number): string =>
  new Intl.DateTimeFormat("en-CA", {
    ...{ year: "numeric", month: "2-digit", day: "2-digit", timeZone: "Asia/Seoul" },
  }).format(now);
