import { aFavourite } from "./customers/a-favourite.ts";
import { aForgottenPassword } from "./customers/a-forgotten-password.ts";
import { aNewcomer } from "./customers/a-newcomer.ts";
import { menuIsAway } from "./customers/menu-is-away.ts";
import { moneyGoesAndComesBack } from "./customers/money-goes-and-comes-back.ts";
import { theRightStore } from "./customers/the-right-store.ts";
import { theSameAgain } from "./customers/the-same-again.ts";
import { customersAreServedAllTheSame } from "./customers/whatever-is-down.ts";
import { whateverIsTyped } from "./customers/whatever-is-typed.ts";
import { customersDoAsTheyLike } from "./customers/whatever-they-do.ts";
import { aSlip, madeLater } from "./customers/when-it-is-made.ts";
import { guestsAreServed } from "./customers/without-an-account.ts";
import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";
import { everyScreenIsForEveryone } from "./screens/every-screen.ts";

/**
 * The customer's page in a real browser, over one cafe: a stack costs as much processor as ten of these tests. Shown
 * elsewhere, in a browser too: READY within a second and by itself, over a socket and without, member away with a
 * deferred card, log out everywhere (e2e/timed/a-customer-sees-ready-without-reload).
 */
const day = cafeDay();
everyScreenIsForEveryone(day, "client");
guestsAreServed(day);
theRightStore(day);
moneyGoesAndComesBack(day);
madeLater(day);
theSameAgain(day);
aFavourite(day);
aNewcomer(day);
customersDoAsTheyLike(day);
whateverIsTyped(day);
customersAreServedAllTheSame(day);
menuIsAway(day);
aSlip(day);
aForgottenPassword(day);
noPageThrew(day);
