import type { UnitView } from "@siren/contracts/barista";

export type CupGroup = { unit: UnitView; count: number };

/** Cups of one line are alike: those that nobody has begun are one row, and so are those that are done. */
export function cupGroups(units: readonly UnitView[]): CupGroup[] {
  const groups: CupGroup[] = [];
  for (const unit of units) {
    const alike = groups.at(-1);
    const isSame = alike?.unit.line === unit.line && alike.unit.state === unit.state;
    if (alike && isSame && unit.state !== "CLAIMED") alike.count += 1;
    else groups.push({ unit, count: 1 });
  }
  return groups;
}

export const firstFree = (units: readonly UnitView[]): UnitView | undefined =>
  units.find(({ state }) => state === "TODO");
