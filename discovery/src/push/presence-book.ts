export const GRACE_MS = 1_000;
const MASS_WINDOW_MS = 2_000;
const PING_EVERY_MS = 4_000;
/** Two pings without an answer. */
export const ANSWER_WITHIN_MS = 10_000;

type Held = { readonly key: string; pingedAt: number; pings: number; answeredAt: number };
type Span = { readonly from: number; readonly to: number };

export type Judgement = {
  /** Did not come back: to be removed now. */
  readonly gone: readonly string[];
  /** Too many broke at once for all of them to be dead: their leases decide. */
  readonly kept: readonly string[];
};

/**
 * Who holds a presence stream, who just lost it, and what follows. It only ever hastens the end of a lease: a
 * process that is frozen keeps its connection, and so a stream proves nothing, and one that does not answer
 * pings, its opening being the first, does not count at all. The clock is handed in.
 */
export class PresenceBook {
  readonly #held = new Map<string, Held>();
  readonly #byKey = new Map<string, Set<Held>>();
  readonly #suspects = new Map<string, number>();
  /** When each instance's stream broke, for as long as it matters; in the order of the times. */
  readonly #breaks = new Map<string, number>();

  get streams(): number {
    return this.#held.size;
  }

  /** Instances whose stream would be missed now. */
  counting(now: number): number {
    let count = 0;
    for (const key of this.#byKey.keys()) if (this.#isCounting(key, now)) count++;
    return count;
  }

  isSuspect(key: string): boolean {
    return this.#suspects.has(key);
  }

  /** Whoever opens it has yet to say that it is theirs: anybody can hold a stream for others, and let it break. */
  opened(stream: string, key: string, now: number): void {
    const held = { key, pingedAt: now, pings: 0, answeredAt: Number.NEGATIVE_INFINITY };
    this.#held.set(stream, held);
    const together = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, together.add(held));
    this.#suspects.delete(key);
  }

  /** True: the instance is suspect from now on, and `judge` is due after the grace. */
  closed(stream: string, now: number): boolean {
    const held = this.#held.get(stream);
    if (!held) return false;
    this.#held.delete(stream);
    const { key } = held;
    const others = this.#byKey.get(key);
    others?.delete(held);
    if (others?.size === 0) this.#byKey.delete(key);
    if (!isAnswering(held, now) || this.#isCounting(key, now)) return false;
    this.#suspects.set(key, now);
    this.#breaks.delete(key);
    this.#breaks.set(key, now);
    return true;
  }

  /** Streams that are due for a ping, with its number. */
  pingsDue(now: number): { stream: string; ping: number }[] {
    const due: { stream: string; ping: number }[] = [];
    for (const [stream, held] of this.#held) {
      if (now - held.pingedAt < PING_EVERY_MS) continue;
      held.pingedAt = now;
      held.pings++;
      due.push({ stream, ping: held.pings });
    }
    return due;
  }

  /** False: no such stream. A number that was never sent is no answer. */
  answered(stream: string, ping: number, now: number): boolean {
    const held = this.#held.get(stream);
    if (!held) return false;
    if (ping === held.pings) held.answeredAt = now;
    return true;
  }

  /** When `judge` has something to say next; undefined while nobody is suspect. */
  dueInMs(now: number): number | undefined {
    const [first] = this.#suspects.values();
    return first === undefined ? undefined : Math.max(0, first + GRACE_MS - now);
  }

  judge(now: number): Judgement {
    const gone: string[] = [];
    const kept: string[] = [];
    const due = [...this.#suspects].filter(([, since]) => now - since >= GRACE_MS);
    if (due.length === 0) return { gone, kept };
    const masses = this.#massBreaks(now);
    for (const [key, since] of due) {
      this.#suspects.delete(key);
      const isOneOfMany = masses.some(({ from, to }) => since >= from && since <= to);
      (isOneOfMany ? kept : gone).push(key);
    }
    return { gone, kept };
  }

  /** Time in which this process was itself asleep: whoever came back meanwhile waits to be heard. */
  forgive(ms: number): void {
    for (const [key, since] of this.#suspects) this.#suspects.set(key, since + ms);
    // With them, or many that broke at once would no longer be known for such.
    for (const [key, at] of this.#breaks) this.#breaks.set(key, at + ms);
    for (const held of this.#held.values()) held.answeredAt += ms;
  }

  /** The spans of two seconds in which more than half of all streams broke, and at least three. */
  #massBreaks(now: number): Span[] {
    for (const [key, at] of this.#breaks) if (at < now - 3 * MASS_WINDOW_MS) this.#breaks.delete(key);
    const present = this.counting(now);
    const breaks = [...this.#breaks].map(([key, at]) => ({ at, isBack: this.#isCounting(key, now) }));
    const masses: Span[] = [];
    let end = 0;
    let absent = 0;
    for (const [start, { at, isBack }] of breaks.entries()) {
      for (; end < breaks.length && breaks[end]!.at <= at + MASS_WINDOW_MS; end++) {
        if (!breaks[end]!.isBack) absent++;
      }
      const broken = end - start;
      if (broken >= 3 && broken * 2 > present + absent) masses.push({ from: at, to: at + MASS_WINDOW_MS });
      if (!isBack) absent--;
    }
    return mergedSpans(masses);
  }

  #isCounting(key: string, now: number): boolean {
    for (const held of this.#byKey.get(key) ?? []) if (isAnswering(held, now)) return true;
    return false;
  }
}

/** Overlapping ones joined, so that ten thousand breaks do not make ten thousand spans. */
function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) merged[merged.length - 1] = { from: last.from, to: span.to };
    else merged.push(span);
  }
  return merged;
}

const isAnswering = (held: Held, now: number): boolean => now - held.answeredAt <= ANSWER_WITHIN_MS;
