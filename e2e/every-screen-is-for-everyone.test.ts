import { everyScreenIsForEveryone } from "./customers/every-screen.ts";
import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";

const day = cafeDay();
everyScreenIsForEveryone(day, "client");
noPageThrew(day);
