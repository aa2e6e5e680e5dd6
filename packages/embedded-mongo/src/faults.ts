import { BsonType, field, isDocument, type Value } from "./bson/value.ts";
import { MongoError, TRANSIENT, writeConflict } from "./errors.ts";
import { seededRandom } from "./seeded-random.ts";
import type { Sessions } from "./txn/sessions.ts";

/** `unknownCommitResult`: the commit is done, and the answer leaves open whether it will stay. */
export const faultKinds = [
  "transientTransactionError",
  "writeConflict",
  "unknownCommitResult",
  "dropBefore",
  "dropAfter",
  "slow",
] as const;
export type FaultKind = (typeof faultKinds)[number];
export type FaultCounts = Record<FaultKind, number>;

/** What goes wrong on purpose. Tests only; without a plan nothing does. */
export type FaultPlan = {
  /** The same seed draws the same chances for the same commands. */
  seed?: number;
  /** Chances between 0 and 1, drawn once for each command. The first three concern transactions only. */
  transientTransactionError?: number;
  writeConflict?: number;
  unknownCommitResult?: number;
  dropBefore?: number;
  dropAfter?: number;
  /** Every command waits this long first, or as many as `slowChance` says. */
  slowMs?: number;
  slowChance?: number;
  /** The next so many commands of this name (any that it can befall, without one) suffer this for sure. */
  next?: { kind: FaultKind; command?: string; times?: number; slowMs?: number }[];
  /** Commands that chances and slowness spare or concern; greetings and pings are always spared. */
  only?: string[];
};

export type DrawnFaults = {
  slowMs: number;
  dropBefore: boolean;
  dropAfter: boolean;
  unknownCommit: boolean;
  refuse: MongoError | undefined;
};

const none: DrawnFaults = {
  slowMs: 0,
  dropBefore: false,
  dropAfter: false,
  unknownCommit: false,
  refuse: undefined,
};
const spared = new Set(["hello", "isMaster", "ismaster", "ping", "endSessions", "buildInfo"]);

export class Faults {
  #plan: FaultPlan = {};
  #random = seededRandom(1);
  #next: { kind: FaultKind; command: string | undefined; left: number; slowMs: number }[] = [];
  /** What was really done wrong since the start, by kind. */
  readonly counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as FaultCounts;

  set(plan: FaultPlan): void {
    this.#plan = plan;
    this.#random = seededRandom(plan.seed ?? 1);
    this.#next = (plan.next ?? []).map(({ kind, command, times, slowMs }) => ({
      kind,
      command,
      left: times ?? 1,
      slowMs: slowMs ?? 0,
    }));
  }

  get drawn(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  draw(body: Map<string, Value>, sessions: Pick<Sessions, "isOpen" | "end">): DrawnFaults {
    const name = body.keys().next().value ?? "";
    if (spared.has(name)) return none;
    const fits = fitting(name, body, sessions);
    const sure = this.#next.find(
      (each) => each.left > 0 && (each.command ?? name) === name && fits(each.kind),
    );
    if (sure) {
      sure.left--;
      return this.#faultsOf(new Set([sure.kind]), sure.slowMs, body, sessions);
    }
    const plan = this.#plan;
    if (plan.only && !plan.only.includes(name)) return none;
    const kinds = new Set<FaultKind>();
    for (const kind of faultKinds) if (this.#chance(chanceOf(plan, kind)) && fits(kind)) kinds.add(kind);
    return kinds.size === 0 ? none : this.#faultsOf(kinds, plan.slowMs ?? 0, body, sessions);
  }

  #chance(probability: number): boolean {
    return probability > 0 && this.#random() < probability;
  }

  /** A command suffers slowness and one thing more: the first of those that were drawn. */
  #faultsOf(
    kinds: Set<FaultKind>,
    slowMs: number,
    body: Map<string, Value>,
    sessions: Pick<Sessions, "end">,
  ): DrawnFaults {
    if (kinds.has("slow")) this.counts.slow++;
    const kind = faultKinds.find((each) => each !== "slow" && kinds.has(each));
    if (kind) this.counts[kind]++;
    const key = transactionKey(body);
    const isRefused = kind === "transientTransactionError" || kind === "writeConflict";
    if (isRefused && key) sessions.end(key);
    return {
      slowMs: kinds.has("slow") ? slowMs : 0,
      dropBefore: kind === "dropBefore",
      dropAfter: kind === "dropAfter",
      unknownCommit: kind === "unknownCommitResult",
      refuse: isRefused ? refusal(kind) : undefined,
    };
  }
}

function chanceOf(plan: FaultPlan, kind: FaultKind): number {
  if (kind === "slow") return plan.slowMs ? (plan.slowChance ?? 1) : 0;
  return plan[kind] ?? 0;
}

const refusal = (kind: FaultKind) =>
  kind === "writeConflict"
    ? writeConflict()
    : new MongoError(251, "Transaction was aborted by the fault switch.", {}, [TRANSIENT]);

/**
 * Which faults a server could really show here. A commit that was done and is only asked again is never
 * refused as transient: whoever believed that would do the whole transaction a second time.
 */
function fitting(name: string, body: Map<string, Value>, sessions: Pick<Sessions, "isOpen">) {
  const key = transactionKey(body);
  return (kind: FaultKind): boolean => {
    if (kind === "unknownCommitResult") return name === "commitTransaction";
    if (kind !== "transientTransactionError" && kind !== "writeConflict") return true;
    return key !== undefined && (name !== "commitTransaction" || sessions.isOpen(key));
  };
}

/** The session of a command that belongs to a transaction (aborting one may as well go through). */
function transactionKey(body: Map<string, Value>): Buffer | undefined {
  const autocommit = body.get("autocommit");
  if (autocommit?.type !== BsonType.bool || body.has("abortTransaction")) return undefined;
  const lsid = body.get("lsid");
  const id = isDocument(lsid) ? field(lsid, "id") : undefined;
  return id?.type === BsonType.binary ? Buffer.from(id.buf.subarray(id.start + 5, id.end)) : undefined;
}
