import assert from "node:assert/strict";
import type { Books } from "./books.ts";
import type { Day } from "./day.ts";
import { judgeCups } from "./judge-cups.ts";
import { judgeMoney } from "./judge-money.ts";
import { judgeOrders } from "./judge-orders.ts";

/** What has to hold of a day that has settled; throws with what is wrong. */
export function judge(day: Day, books: Books): void {
  assert.deepEqual(books.leftLying, [], "something was left lying");
  assert.deepEqual(books.takenTwice, [], "an event was taken twice");
  judgeOrders(day, books);
  judgeCups(day, books);
  judgeMoney(day, books);
}
