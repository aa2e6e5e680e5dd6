import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";
import { everyScreenIsForEveryone } from "./screens/every-screen.ts";
import { managersDay } from "./staff/a-managers-day.ts";

/** The staff's page in a real browser, but for its board at work: e2e/timed/the-board-works-through-a-rush. */
const day = cafeDay();
everyScreenIsForEveryone(day, "admin");
managersDay(day);
noPageThrew(day);
