import type { Verdict } from "./verdicts.ts";

/** What one customer's page showed, in its order, and which orders are theirs. */
export type SeenPage = {
  shown: readonly { name: string; n: number; orderId: string }[];
  orders: readonly string[];
  heardInAll: number;
  connects: number;
};

/** What was promised of pages: each READY once, everything in order, nothing left out, nobody else's. */
export function judgePages(pages: readonly SeenPage[], ordered: number): Verdict[] {
  const all = pages.flatMap(({ orders }) => orders);
  const readies = pages.map(
    ({ shown, orders }) =>
      new Map(
        orders.map((id) => [
          id,
          shown.filter((one) => one.name === "order.ready" && one.orderId === id).length,
        ]),
      ),
  );
  const connects = pages.reduce((sum, page) => sum + page.connects, 0);
  const repeats = pages.reduce((sum, { heardInAll, shown }) => sum + heardInAll - shown.length, 0);
  return [
    {
      invariant: "every order was taken and came to its customer",
      evidence: `${all.length} orders of ${pages.length} customers`,
      violations: all.length === ordered ? [] : [`${ordered} were to be placed`],
    },
    {
      invariant: "every READY was shown exactly once to its customer",
      evidence: `${pages.length} pages, connected ${connects} times, ${repeats} repeats not shown again`,
      violations: readies.flatMap((page) =>
        [...page].filter(([, times]) => times !== 1).map(([id, times]) => `${id}: shown ${times} times`),
      ),
    },
    {
      invariant: "everything was shown in order, without a gap",
      evidence: `${pages.reduce((sum, { shown }) => sum + shown.length, 0)} events`,
      violations: pages.flatMap(({ shown }) =>
        shown.flatMap(({ n, orderId }, at) => {
          const before = shown[at - 1];
          return before && n !== before.n + 1 ? [`${orderId}: ${n} was shown behind ${before.n}`] : [];
        }),
      ),
    },
    {
      invariant: "nobody was shown an order of somebody else",
      evidence: `${pages.length} pages`,
      violations: pages.flatMap(({ shown, orders }) =>
        shown
          .filter(({ orderId }) => !orders.includes(orderId))
          .map(({ orderId }) => `${orderId} is another's`),
      ),
    },
  ];
}
