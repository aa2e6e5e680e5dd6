import { customersDoAsTheyLike } from "./customers/whatever-they-do.ts";
import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";

/**
 * The customer's page in a real browser. Shown elsewhere, in a browser too: READY within a second and by itself, over a
 * socket and without, member away with a deferred card, log out everywhere
 * (e2e/timed/a-customer-sees-ready-without-reload), and a forgotten password.
 */
const day = cafeDay();
customersDoAsTheyLike(day);
noPageThrew(day);
