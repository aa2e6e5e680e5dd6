import { aForgottenPassword } from "./customers/a-forgotten-password.ts";
import { customersAreServedAllTheSame } from "./customers/whatever-is-down.ts";
import { customersDoAsTheyLike } from "./customers/whatever-they-do.ts";
import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";
import { everyScreenIsForEveryone } from "./screens/every-screen.ts";

/**
 * The customer's page in a real browser, over one cafe: a stack costs as much processor as ten of these tests. Shown
 * elsewhere, in a browser too: READY within a second and by itself, over a socket and without, member away with a
 * deferred card, log out everywhere (e2e/timed/a-customer-sees-ready-without-reload).
 */
const day = cafeDay();
everyScreenIsForEveryone(day, "client");
customersDoAsTheyLike(day);
customersAreServedAllTheSame(day);
aForgottenPassword(day);
noPageThrew(day);
