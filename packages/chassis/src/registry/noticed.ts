import { pause } from "./pauses.ts";
import type { InstanceStatus } from "./port.ts";
import type { PushCalls } from "./push-calls.ts";

type Seen = { watchers: number; behind: number };

/** What was sent on its way just before the last one had heard still arrives. */
const underWayMs = 50;

/**
 * Waits until everybody that watches any of the registries has said that he saw our status, but not longer
 * than that. Where nobody can say so the whole time is waited for, for those that read once in a while.
 */
export async function untilNoticed(
  registries: Iterable<PushCalls>,
  self: { app: string; id: string; status: InstanceStatus },
  mostMs: number,
): Promise<void> {
  const ending = new AbortController();
  const whole = pause(mostMs, ending.signal);
  const path = `seen/${encodeURIComponent(self.app)}/${encodeURIComponent(self.id)}?status=${self.status}&waitMs=${mostMs}`;
  const everybody = Promise.all(
    [...registries].map((push) =>
      push.ask(path, mostMs + 500).then(seenOf, () => ({ watchers: 0, behind: 0 })),
    ),
  );
  const wasSeen = everybody.then((answers) => {
    const isKnown = answers.every((answer) => answer !== undefined && answer.behind === 0);
    return isKnown && answers.some((answer) => (answer?.watchers ?? 0) > 0);
  });
  const isEarly = await Promise.race([wasSeen, whole.then(() => false)]);
  if (isEarly) await Promise.race([whole, pause(underWayMs, ending.signal)]);
  else await whole;
  ending.abort();
}

function seenOf(answer: unknown): Seen | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const { watchers, behind } = answer as Partial<Record<keyof Seen, unknown>>;
  return typeof watchers === "number" && typeof behind === "number" ? { watchers, behind } : undefined;
}
