import type { TicketView, UnitView } from "@siren/contracts/barista";
import type { LocalText } from "@siren/contracts/menu";

export type CupGroup = { unit: UnitView; count: number };

/** Cups of one line are alike: those that nobody has begun are one row, and so are those that are done. */
export function cupGroups(units: readonly UnitView[]): CupGroup[] {
  const groups: CupGroup[] = [];
  for (const unit of units) {
    const alike = groups.at(-1);
    const isSame =
      alike?.unit.line === unit.line &&
      alike.unit.state === unit.state &&
      alike.unit.leftBy === unit.leftBy &&
      alike.unit.remakes === unit.remakes;
    if (alike && isSame && unit.state !== "CLAIMED") alike.count += 1;
    else groups.push({ unit, count: 1 });
  }
  return groups;
}

/** One whose maker has gone quiet may be made already: another one is begun first. */
export const firstFree = (units: readonly UnitView[]): UnitView | undefined =>
  units.find(({ state, leftBy }) => state === "TODO" && leftBy === null) ??
  units.find(({ state }) => state === "TODO");

export type ToMake = { id: string; name: LocalText; cups: number; inHand: number };

/** What is still to be made on the whole board, by drink: what there is most of first. */
export function toBeMade(tickets: readonly TicketView[]): ToMake[] {
  const all = new Map<string, ToMake>();
  for (const { units, state } of tickets) {
    if (state === "VOIDED") continue;
    for (const { itemId, name, state: cup } of units) {
      if (cup !== "TODO" && cup !== "CLAIMED") continue;
      const id = itemId || name.ko;
      const known = all.get(id) ?? { id, name, cups: 0, inHand: 0 };
      all.set(id, { ...known, cups: known.cups + 1, inHand: known.inHand + (cup === "CLAIMED" ? 1 : 0) });
    }
  }
  return [...all.values()].sort((a, b) => b.cups - a.cups || a.id.localeCompare(b.id));
}
