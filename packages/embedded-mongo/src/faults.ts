import { BsonType, field, isDocument, type Value } from "./bson/value.ts";
import { MongoError, TRANSIENT, writeConflict } from "./errors.ts";
import type { Sessions } from "./txn/sessions.ts";

export type FaultKind = "transientTransactionError" | "writeConflict" | "dropBefore" | "dropAfter";

/** What goes wrong on purpose. Tests only; without a plan nothing does. */
export type FaultPlan = {
  /** The same seed draws the same chances for the same commands. */
  seed?: number;
  /** Chances between 0 and 1, drawn once for each command. The first two concern transactions only. */
  transientTransactionError?: number;
  writeConflict?: number;
  dropBefore?: number;
  dropAfter?: number;
  /** Every command waits this long first, or as many as `slowChance` says. */
  slowMs?: number;
  slowChance?: number;
  /** The next so many commands of this name (any name without one) suffer this for sure. */
  next?: { kind: FaultKind | "slow"; command?: string; times?: number; slowMs?: number }[];
  /** Commands that chances and slowness spare or concern; greetings and pings are always spared. */
  only?: string[];
};

export type DrawnFaults = {
  slowMs: number;
  dropBefore: boolean;
  dropAfter: boolean;
  refuse: ((sessions: Sessions) => void) | undefined;
};

const none: DrawnFaults = { slowMs: 0, dropBefore: false, dropAfter: false, refuse: undefined };
const spared = new Set(["hello", "isMaster", "ismaster", "ping", "endSessions", "buildInfo"]);

export class Faults {
  #plan: FaultPlan = {};
  #random = mulberry32(1);
  #next: { kind: FaultKind | "slow"; command: string | undefined; left: number; slowMs: number }[] = [];
  drawn = 0;

  set(plan: FaultPlan): void {
    this.#plan = plan;
    this.#random = mulberry32(plan.seed ?? 1);
    this.#next = (plan.next ?? []).map(({ kind, command, times, slowMs }) => ({
      kind,
      command,
      left: times ?? 1,
      slowMs: slowMs ?? 0,
    }));
  }

  draw(body: Map<string, Value>): DrawnFaults {
    const name = body.keys().next().value ?? "";
    if (spared.has(name)) return none;
    const sure = this.#next.find((each) => each.left > 0 && (each.command ?? name) === name);
    if (sure) {
      sure.left--;
      this.drawn++;
      return this.#faultsOf(new Set([sure.kind]), sure.slowMs, body);
    }
    const plan = this.#plan;
    if (plan.only && !plan.only.includes(name)) return none;
    const kinds = new Set<FaultKind | "slow">();
    for (const kind of ["transientTransactionError", "writeConflict", "dropBefore", "dropAfter"] as const)
      if (this.#chance(plan[kind])) kinds.add(kind);
    if (plan.slowMs && this.#chance(plan.slowChance ?? 1)) kinds.add("slow");
    if (kinds.size === 0) return none;
    this.drawn++;
    return this.#faultsOf(kinds, plan.slowMs ?? 0, body);
  }

  #chance(probability: number | undefined): boolean {
    return probability !== undefined && probability > 0 && this.#random() < probability;
  }

  #faultsOf(kinds: Set<FaultKind | "slow">, slowMs: number, body: Map<string, Value>): DrawnFaults {
    const key = transactionKey(body);
    const error = kinds.has("writeConflict")
      ? writeConflict()
      : new MongoError(251, "Transaction was aborted by the fault switch.", {}, [TRANSIENT]);
    const refuses =
      key !== undefined && (kinds.has("transientTransactionError") || kinds.has("writeConflict"));
    return {
      slowMs: kinds.has("slow") ? slowMs : 0,
      dropBefore: kinds.has("dropBefore"),
      dropAfter: kinds.has("dropAfter"),
      refuse: refuses
        ? (sessions) => {
            sessions.end(key);
            throw error;
          }
        : undefined,
    };
  }
}

/** The session of a command that belongs to a transaction (aborting one may as well go through). */
function transactionKey(body: Map<string, Value>): Buffer | undefined {
  const autocommit = body.get("autocommit");
  if (autocommit?.type !== BsonType.bool || body.has("abortTransaction")) return undefined;
  const lsid = body.get("lsid");
  const id = isDocument(lsid) ? field(lsid, "id") : undefined;
  return id?.type === BsonType.binary ? Buffer.from(id.buf.subarray(id.start + 5, id.end)) : undefined;
}

/** A small seeded generator: chance that a test can repeat. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
