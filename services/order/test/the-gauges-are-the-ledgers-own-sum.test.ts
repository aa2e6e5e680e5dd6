import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { byCard, cart, customer, openDoor } from "../src/testing/open-door.ts";

const gauges = ["checkout_count", "purchased_product_count", "sum_price", "avg_price"] as const;

test("captures less refunds, told twice and read by a replica that came later", async () => {
  const door = await openDoor();
  try {
    /** What member's ledger would have booked from cards to sales and back. */
    const ledger = { captures: 0, cups: 0, sum_krw: 0 };
    const read = async () => {
      const page = await door.metrics();
      return gauges.map((name) => Number(new RegExp(`^${name}\\S* (\\S+)$`, "m").exec(page)?.[1]));
    };
    const equal = () =>
      until("the gauges say it", async () => {
        const { captures, cups, sum_krw } = ledger;
        const average = captures === 0 ? 0 : sum_krw / captures;
        return JSON.stringify(await read()) === JSON.stringify([captures, cups, sum_krw, average]);
      });

    const place = async (quantity: number, key: string) => {
      const lines = [{ ...cart.lines[0], quantity }];
      const body = { ...byCard, lines, expected_total_krw: 5_000 * quantity };
      return String((await door.ask("POST", "/orders", { as: customer, key, body })).body.orderId);
    };
    const capture = (orderId: string, amount_krw: number, cups: number, shortfall_krw = 0) => {
      door.member.publish("HoldCaptured", orderId, { orderId, amount_krw, shortfall_krw });
      door.member.repeatLast();
      ledger.captures += 1;
      ledger.cups += cups;
      ledger.sum_krw += amount_krw;
    };
    const refund = (orderId: string, part: string, amount_krw: number) => {
      door.member.publish("Refunded", orderId, { orderId, part, amount_krw });
      door.member.repeatLast();
      ledger.sum_krw -= amount_krw;
    };

    await equal();
    const [one, two, owed] = [
      await place(2, "key-sum-1"),
      await place(3, "key-sum-2"),
      await place(1, "key-sum-3"),
    ];
    capture(one, 10_000, 2);
    capture(two, 15_000, 3);
    // What the card lacked is a claim, and the sale is whole.
    capture(owed, 5_000, 1, 2_000);
    await equal();
    refund(two, "refund-1", 5_000);
    refund(two, "refund-2", 10_000);
    await equal();
    // An order that the store gave up meanwhile: the ledger took the money all the same, and gives it back.
    const gone = await place(1, "key-sum-4");
    door.member.publish("HoldReleased", gone, { orderId: gone });
    capture(gone, 5_000, 1);
    refund(gone, "all", 5_000);
    await equal();
    await door.stopAll();
    await door.start();
    await equal();
  } finally {
    await door.close();
  }
});
