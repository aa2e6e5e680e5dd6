import { mustPayFirst } from "./decide-cup.ts";
import { type Pace, queuedAt } from "./queue.ts";
import { isShown, type Ticket, type Unit } from "./ticket.ts";

/** Cups that are made in one go, and what they have in common for it. */
export type Batch = { choiceIds: string[]; unitIds: string[] };

/** As menus name them (domain.md, OptionGroup). */
const milkGroup = "milk";
const temperatureGroups: ReadonlySet<string> = new Set(["temp", "temperature"]);
/** As many as one pitcher fills, and one pair of hands carries. */
const mostCups = 4;
/** Further ones are others by the time they come. */
const mostBatches = 3;
/** No ticket is made later by more than this because somebody else's cup was taken along. */
export const mostSlipSeconds = 120;

/** What one pitcher is steamed, or one jug poured, for; without milk it is the same drink that goes together. */
function togetherBy({ itemId, choiceIds, choiceGroups }: Unit): { key: string; choiceIds: string[] } {
  const of = (isMeant: (group: string) => boolean) =>
    choiceIds.filter((_, at) => isMeant(choiceGroups[at] ?? ""));
  // A ticket from before the groups were kept: only what is alike in everything.
  if (choiceGroups.length === 0) return { key: [itemId, ...choiceIds].join("|"), choiceIds };
  const temperature = of((group) => temperatureGroups.has(group));
  const milk = of((group) => group === milkGroup);
  const shared = [...temperature, ...milk];
  return { key: milk.length > 0 ? shared.join("|") : [itemId, ...shared].join("|"), choiceIds: shared };
}

/** One whose maker has gone quiet may be made already: that is asked first. */
const isFree = ({ state, leftBy }: Unit) => state === "TODO" && leftBy === null;
const isBegun = ({ state }: Unit) => state === "CLAIMED" || state === "DONE";
const secondsOf = (units: readonly Unit[]) => units.reduce((sum, { prepSeconds }) => sum + prepSeconds, 0);

type Row = {
  left: Unit[];
  /** By how much it is later by now than its place says. */
  slipSeconds: number;
};

/** In the order of their places, each with what was already made before it that came after it. */
function rowsOf(tickets: readonly Ticket[], hands: number, now: number): Row[] {
  const rows: Row[] = [];
  let overtaking = 0;
  for (const ticket of tickets.toSorted((a, b) => queuedAt(b) - queuedAt(a))) {
    const { state, units } = ticket;
    const mayBeMade =
      (state === "ACCEPTED" || state === "MAKING") && isShown(ticket, now) && !mustPayFirst(ticket);
    rows.unshift({ left: mayBeMade ? units.filter(isFree) : [], slipSeconds: overtaking / hands });
    overtaking += secondsOf(units.filter(isBegun));
  }
  return rows;
}

/** Takes the next cup, and along with it what goes together with it and keeps nobody waiting for too long. */
function takeBatch(rows: Row[], from: number, hands: number): Batch {
  const [head] = rows[from]?.left ?? [];
  if (!head) return { choiceIds: [], unitIds: [] };
  const { key, choiceIds } = togetherBy(head);
  const unitIds: string[] = [];
  rows.slice(from).forEach((row, at) => {
    for (const unit of row.left.filter((one) => togetherBy(one).key === key)) {
      if (unitIds.length >= mostCups) return;
      const costs = unit.prepSeconds / hands;
      const waiting = rows.slice(from, from + at).filter(({ left }) => left.length > 0);
      if (waiting.some(({ slipSeconds }) => slipSeconds + costs > mostSlipSeconds)) return;
      for (const each of waiting) each.slipSeconds += costs;
      row.left = row.left.filter((one) => one !== unit);
      unitIds.push(unit.unitId);
    }
  });
  return { choiceIds, unitIds };
}

/**
 * What is made next, and what together: by their places, where the next cup takes along those that go together with
 * it, as long as nobody whose turn it was waits more than two minutes longer for it.
 */
export function batchesOf(tickets: readonly Ticket[], { hands }: Pick<Pace, "hands">, now: number): Batch[] {
  const rows = rowsOf(tickets, hands, now);
  const batches: Batch[] = [];
  while (batches.length < mostBatches) {
    const from = rows.findIndex(({ left }) => left.length > 0);
    if (from < 0) break;
    batches.push(takeBatch(rows, from, hands));
  }
  return batches;
}
