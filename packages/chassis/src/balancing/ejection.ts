/** What went wrong with one instance. `silence`: no end of a long poll; `cut`: it broke off in the middle of a body. */
export type Trouble = "connect" | "reset" | "timeout" | "silence" | "cut" | "status";

export type EjectionOptions = {
  /** How many in a row of a kind before the instance is left alone. */
  inARow?: Partial<Record<Trouble, number>>;
  /** Those in a row have to come within this: what is asked once an hour and fails twice is not failing now. */
  withinMs?: number;
  firstMs?: number;
  mostMs?: number;
  /**
   * Never more than this share of a service at once, unless they refuse connections: those are surely gone. Where
   * others have left since, and those left alone are more than this share of the rest, they are asked all the same.
   */
  mostShare?: number;
};

export type Ejection = {
  isEjected(id: string): boolean;
  /** Ejected, and not so many with it that the verdicts are doubted. */
  isAvoided(id: string): boolean;
  /** How many there are now. */
  among(members: number): void;
  /** It answered with headers and no fault of its own: what came before is forgiven, but for bodies it cut off. */
  answered(id: string): void;
  completed(id: string): void;
  trouble(id: string, kind: Trouble, members: readonly string[]): void;
  forget(id: string): void;
  ejected(): string[];
};

type Ledger = {
  inARow: Record<Trouble, number>;
  rowBeganAtMs: Record<Trouble, number>;
  untilMs: number;
  times: number;
  probation: boolean;
  isGone: boolean;
};

/** Each look at one that froze would cost another whole poll, and by then the registry has dropped it. */
const silenceMs = 10_000;

const defaultInARow: Record<Trouble, number> = {
  // Nothing was sent, so another is asked at no risk, and a refusal is no accident: nobody listens there.
  connect: 1,
  reset: 3,
  timeout: 3,
  silence: 1,
  cut: 3,
  status: 5,
};

/**
 * Leaves an instance alone for a growing while after trouble in a row. The registry cannot be trusted for that:
 * a lease outlives its process. One bad instance must not open the service's breaker either.
 */
export function createEjection(
  now: () => number,
  onChange: (id: string, ejectedForMs: number, kind: Trouble) => void,
  options: EjectionOptions = {},
): Ejection {
  const limits = { ...defaultInARow, ...options.inARow };
  const { withinMs = Number.POSITIVE_INFINITY, firstMs = 1_000, mostMs = 30_000, mostShare = 0.5 } = options;
  const ledgers = new Map<string, Ledger>();

  /** Left alone for their answers; those whose time is over are taken out when it matters. */
  const doubted = new Set<string>();
  let population = Number.POSITIVE_INFINITY;

  const isEjected = (id: string) => (ledgers.get(id)?.untilMs ?? 0) > now();

  const mostOf = (members: number) => Math.max(1, members * mostShare);

  function isPanic(): boolean {
    if (doubted.size <= mostOf(population)) return false;
    for (const id of doubted) if (!isEjected(id)) doubted.delete(id);
    return doubted.size > mostOf(population);
  }

  function ledgerOf(id: string): Ledger {
    const found = ledgers.get(id);
    if (found) return found;
    const fresh: Ledger = {
      ...{ inARow: noTrouble(), rowBeganAtMs: noTrouble() },
      ...{ untilMs: 0, times: 0, probation: false, isGone: false },
    };
    ledgers.set(id, fresh);
    return fresh;
  }

  function mayEject(id: string, kind: Trouble, members: readonly string[]): boolean {
    if (kind === "connect") return true;
    const out = members.filter((member) => member !== id && isEjected(member)).length;
    return out + 1 <= mostOf(members.length) && members.length > 1;
  }

  return {
    isEjected,
    isAvoided(id) {
      const ledger = ledgers.get(id);
      if (!ledger || ledger.untilMs <= now()) return false;
      return ledger.isGone || !isPanic();
    },
    among: (members) => {
      population = members;
    },
    answered(id) {
      const ledger = ledgers.get(id);
      if (!ledger) return;
      ledger.inARow = { ...noTrouble(), cut: ledger.inARow.cut };
      ledger.probation = false;
      // Healthy for as long as it had been left alone: the next time starts small again.
      if (ledger.times > 0 && now() - ledger.untilMs > durationMs(ledger.times, firstMs, mostMs))
        ledger.times = 0;
    },
    trouble(id, kind, members) {
      // One that the registry has dropped meanwhile is nobody's trouble any more.
      if (isEjected(id) || !members.includes(id)) return;
      const ledger = ledgerOf(id);
      if (ledger.inARow[kind] > 0 && now() - ledger.rowBeganAtMs[kind] > withinMs) ledger.inARow[kind] = 0;
      if (ledger.inARow[kind] === 0) ledger.rowBeganAtMs[kind] = now();
      ledger.inARow[kind]++;
      if (ledger.inARow[kind] < limits[kind] && !ledger.probation) return;
      if (!mayEject(id, kind, members)) return;
      ledger.times++;
      const growingMs = durationMs(ledger.times, firstMs, mostMs);
      const forMs = kind === "silence" ? Math.max(growingMs, silenceMs) : growingMs;
      ledger.untilMs = now() + forMs;
      ledger.isGone = kind === "connect";
      if (ledger.isGone) doubted.delete(id);
      else doubted.add(id);
      ledger.inARow = noTrouble();
      // Once back, the first trouble is enough.
      ledger.probation = true;
      onChange(id, forMs, kind);
    },
    completed(id) {
      const ledger = ledgers.get(id);
      if (ledger) ledger.inARow.cut = 0;
    },
    forget(id) {
      ledgers.delete(id);
      doubted.delete(id);
    },
    ejected: () => [...ledgers.keys()].filter(isEjected),
  };
}

function noTrouble(): Record<Trouble, number> {
  return { connect: 0, reset: 0, timeout: 0, silence: 0, cut: 0, status: 0 };
}

function durationMs(times: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(times - 1, 20));
}
