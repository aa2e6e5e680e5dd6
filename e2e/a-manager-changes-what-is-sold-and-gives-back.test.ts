import { noPageThrew } from "./harness/cafe-day.ts";
import { managersDay } from "./manager/managers-day.ts";
import { storiesOfTheMenu } from "./manager/menu.ts";
import { storiesOfMoney } from "./manager/money.ts";
import { storiesOfPrices } from "./manager/prices.ts";
import { storiesOfTheStaff } from "./manager/staff.ts";
import { storiesOfTheStore } from "./manager/store.ts";

/** The manager's desk in a real browser: what is changed there is seen by a customer in another, and refused to whoever may not. */
const { day, managerNow } = managersDay();

storiesOfPrices(managerNow);
storiesOfTheMenu(managerNow);
storiesOfTheStore(managerNow);
storiesOfMoney(managerNow);
storiesOfTheStaff(managerNow);

noPageThrew(day);
