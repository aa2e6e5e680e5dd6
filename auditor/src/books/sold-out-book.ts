import type { SoldOutFact } from "@siren/contracts/audit";
import { createBoundedMap } from "../bounded-map.ts";

type Span = { from: number; to: number };
const mostSubjects = 5_000;
const mostSpans = 20;
const ever = Number.POSITIVE_INFINITY;

export type SoldOutBook = ReturnType<typeof createSoldOutBook>;

/** From when to when a store had none of something. */
export function createSoldOutBook() {
  const subjects = createBoundedMap<string, Span[]>(mostSubjects);

  function change(storeId: string, subject: string, isOut: boolean, at: number): void {
    const key = `${storeId}/${subject}`;
    const spans = subjects.get(key) ?? [];
    const last = spans.at(-1);
    if (isOut && last?.to !== ever) spans.push({ from: at, to: ever });
    else if (!isOut && last?.to === ever) last.to = at;
    if (spans.length > 0) subjects.set(key, spans.slice(-mostSpans));
  }

  return {
    change,
    /** What stands; begun before the first event that was read. */
    see(facts: readonly SoldOutFact[]): void {
      for (const { storeId, subject, since } of facts) {
        const last = subjects.get(`${storeId}/${subject}`)?.at(-1);
        if (!last || last.to < since) change(storeId, subject, true, since);
      }
    },
    /** The time at which it was sold out, if it was. */
    spanAt: (storeId: string, subject: string, at: number): Span | undefined =>
      subjects.get(`${storeId}/${subject}`)?.find(({ from, to }) => from < at && at < to),
  };
}
