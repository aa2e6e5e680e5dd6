import type { LocalText, MenuItem, PublishedMenu } from "@siren/contracts/menu";
import { mostKrw, sumKrw } from "@siren/contracts/money";
import type { Adjustment, CartLine, PricedLine } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";

export type Priced = {
  menuVersion: number;
  lines: PricedLine[];
  adjustments: Adjustment[];
  total_krw: number;
};

/** Names and prices are copied into the lines, so that a later menu does not touch them. */
export function price(menu: PublishedMenu, cart: CartLine[], soldOut: ReadonlySet<string>): Priced {
  const lines = cart.map((line) => priceLine(menu, line));
  const missing = [...new Set(lines.map((line) => line.itemId))].filter((itemId) => soldOut.has(itemId));
  if (missing.length > 0)
    throw new Refusal("SOLD_OUT", `sold out: ${missing.join(", ")}`, { itemIds: missing });
  return adjusted({ menuVersion: menu.menuVersion, lines }, []);
}

/** The total is the sum of both, whatever comes to the lines. */
export function adjusted(priced: Pick<Priced, "menuVersion" | "lines">, adjustments: Adjustment[]): Priced {
  const { menuVersion, lines } = priced;
  const amounts = [...lines.map((line) => line.line_krw), ...adjustments.map(({ amount_krw }) => amount_krw)];
  const total_krw = sumKrw(amounts);
  // No ledger takes it, and no answer can carry it.
  if ([...amounts, total_krw].some((won) => won > mostKrw))
    throw new Refusal("BAD_REQUEST", `more than ${mostKrw} won cannot be ordered at once`);
  return { menuVersion, lines, adjustments, total_krw };
}

/** What member takes off for a coupon, as a line of its own. */
export function withCoupon<P extends Priced>(
  priced: P,
  coupon: { name: LocalText; discount_krw: number },
): P {
  const { name, discount_krw } = coupon;
  const off = { kind: "coupon" as const, name, amount_krw: -discount_krw };
  return { ...priced, ...adjusted(priced, [...priced.adjustments, off]) };
}

export function priceLine(menu: PublishedMenu, line: CartLine): PricedLine {
  const item = menu.items.find((candidate) => candidate.itemId === line.itemId);
  if (!item) throw new Refusal("OPTION_INVALID", `${line.itemId} is not on this menu`);
  const choices = chosen(item, line.choiceIds);
  const unit_krw = sumKrw([item.price_krw, ...choices.map((choice) => choice.price_krw)]);
  return {
    itemId: item.itemId,
    name: item.name,
    choices: choices.map(({ choiceId, groupId, name, price_krw }) => ({
      choiceId,
      groupId,
      name,
      price_krw,
    })),
    unit_krw,
    quantity: line.quantity,
    line_krw: unit_krw * line.quantity,
    prepSeconds: item.prepSeconds,
    isCounted: item.isCounted,
  };
}

export const cartLineOf = ({ itemId, choices, quantity }: PricedLine): CartLine => ({
  itemId,
  choiceIds: choices.map(({ choiceId }) => choiceId),
  quantity,
});

/** In the menu's order. A group of which nothing was chosen takes its defaults. */
function chosen(item: MenuItem, choiceIds: string[]) {
  const wanted = new Set(choiceIds);
  if (wanted.size !== choiceIds.length) throw new Refusal("OPTION_INVALID", "a choice is named twice");
  const taken = item.optionGroups.flatMap((group) => {
    const named = group.choices.filter((choice) => wanted.delete(choice.choiceId));
    const choices = named.length > 0 ? named : group.choices.filter((choice) => choice.isDefault);
    if (choices.length < group.min || choices.length > group.max) {
      throw new Refusal(
        "OPTION_INVALID",
        `${item.itemId}: ${group.groupId} takes ${group.min} to ${group.max}`,
      );
    }
    return choices.map((choice) => ({ ...choice, groupId: group.groupId }));
  });
  const [unknown] = wanted;
  if (unknown !== undefined)
    throw new Refusal("OPTION_INVALID", `${item.itemId} is not offered with ${unknown}`);
  const ids = new Set(taken.map(({ choiceId }) => choiceId));
  const clash = item.excludedPairs.find(([one, other]) => ids.has(one) && ids.has(other));
  if (clash) throw new Refusal("OPTION_INVALID", `${item.itemId}: ${clash.join(" and ")} do not go together`);
  return taken;
}
