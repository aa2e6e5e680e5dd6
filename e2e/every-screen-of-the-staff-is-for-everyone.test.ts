import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";
import { everyScreenIsForEveryone } from "./screens/every-screen.ts";

const day = cafeDay();
everyScreenIsForEveryone(day, "admin");
noPageThrew(day);
