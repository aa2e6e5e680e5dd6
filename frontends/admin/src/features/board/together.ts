import type { BatchView, TicketView, UnitView } from "@siren/contracts/barista";
import type { LocalText } from "@siren/contracts/menu";

export type CupToMake = { ticket: TicketView; unit: UnitView };
export type Together = {
  cups: CupToMake[];
  drinks: { id: string; name: LocalText; cups: number }[];
  /** What they have in common. */
  choices: { id: string; name: LocalText }[];
  numbers: number[];
};

/**
 * Of what the service says is made in one go, what nobody has begun as this board is shown; one cup alone is begun at
 * its own card.
 */
export function togetherOf(batches: readonly BatchView[], tickets: readonly TicketView[]): Together[] {
  if (batches.length === 0) return [];
  const free = new Map<string, CupToMake>();
  for (const ticket of tickets)
    for (const unit of ticket.units)
      if (unit.state === "TODO" && unit.leftBy === null) free.set(unit.unitId, { ticket, unit });
  return batches.flatMap(({ choiceIds, unitIds }) => {
    const cups = unitIds.flatMap((unitId) => free.get(unitId) ?? []);
    return cups.length > 1 ? describe(cups, choiceIds) : [];
  });
}

function describe(cups: CupToMake[], choiceIds: readonly string[]): Together {
  const drinks = new Map<string, Together["drinks"][number]>();
  for (const { unit } of cups) {
    const known = drinks.get(unit.itemId);
    drinks.set(unit.itemId, { id: unit.itemId, name: unit.name, cups: (known?.cups ?? 0) + 1 });
  }
  const of = cups[0]?.unit;
  const choices = choiceIds.flatMap((id) => {
    const name = of?.choices[of.choiceIds.indexOf(id)];
    return name ? { id, name } : [];
  });
  return { cups, drinks: [...drinks.values()], choices, numbers: [...new Set(cups.map(numberOf))] };
}

const numberOf = ({ ticket }: CupToMake) => ticket.number;
