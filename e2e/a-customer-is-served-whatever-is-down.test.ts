import { customersAreServedAllTheSame } from "./customers/whatever-is-down.ts";
import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";

const day = cafeDay();
customersAreServedAllTheSame(day);
noPageThrew(day);
