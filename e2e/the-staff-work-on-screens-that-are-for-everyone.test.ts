import { before, describe } from "node:test";
import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";
import { type ManagersDay, managerOf } from "./manager/managers-day.ts";
import { storiesOfTheMenu } from "./manager/menu.ts";
import { storiesOfMoney } from "./manager/money.ts";
import { storiesOfPrices } from "./manager/prices.ts";
import { storiesOfTheStaff } from "./manager/staff.ts";
import { storiesOfTheStore } from "./manager/store.ts";
import { everyScreenIsForEveryone } from "./screens/every-screen.ts";

/** The staff's page in a real browser, but for its board at work: e2e/timed/the-board-works-through-a-rush. */
const day = cafeDay({ isAudited: true });
everyScreenIsForEveryone(day, "admin");

describe("what a manager changes is seen by a customer in another browser, and refused to whoever may not", () => {
  let manager: ManagersDay;
  before(async () => {
    manager = await managerOf(day);
  });
  for (const stories of [
    ...[storiesOfPrices, storiesOfTheMenu, storiesOfTheStore],
    ...[storiesOfMoney, storiesOfTheStaff],
  ])
    stories(() => manager);
});

noPageThrew(day);
