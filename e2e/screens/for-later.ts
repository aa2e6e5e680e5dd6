import type { Page } from "playwright-core";
import { atCheckout, hook, patched, type ScreenState, type Shown, twoLattes } from "./screen-state.ts";

const hourMs = 3_600_000;
const quarterMs = hourMs / 4;
const inTwoHours = () => Math.ceil((Date.now() + 2 * hourMs) / quarterMs) * quarterMs;

/** The open order, as it would stand had it been ordered for later. */
async function heldBack(page: Page, { orderIds }: Shown): Promise<void> {
  const later = (order: object) => {
    const pickUpAt = inTwoHours();
    return { ...order, pickUpAt, releaseAt: pickUpAt - quarterMs, place: null, etaAt: pickUpAt };
  };
  await page.route(`**/api/v1/order/orders/${orderIds.open}`, patched(later));
  await page.route(
    "**/api/v1/order/orders",
    patched(({ orders, ...rest }: { orders: { orderId: string }[] }) => ({
      ...rest,
      orders: orders.map((order) => (order.orderId === orderIds.open ? later(order) : order)),
    })),
  );
}

export const forLater: readonly ScreenState[] = [
  {
    ...{ ...atCheckout, name: "checkout-for-later", whole: `${hook("place-order")}:enabled` },
    remembers: () => ({
      ...twoLattes(),
      "siren.checkout": JSON.stringify({ storeId: "seongsu", pickUpAt: inTwoHours() }),
    }),
  },
  {
    ...{ name: "order-for-later", route: "orders/:orderId", who: "member" },
    ...{ at: ({ orderIds }) => `orders/${orderIds.open}`, whole: hook("cancel-order") },
    // How it stood before is not to be shown first.
    remembers: () => ({ "siren.copy.orders": "" }),
    answers: heldBack,
  },
];
