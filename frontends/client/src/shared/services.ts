import type { Connections } from "@siren/web/connections";
import type { LiveStatus } from "@siren/web/live/status";
import type { Observable, Settable } from "@siren/web/observable";
import { createServicesContext } from "@siren/web/services-context";
import type { CartKeeper } from "./cart.ts";
import type { WishKeeper } from "./checkout-wish.ts";
import type { Placement } from "./placement.ts";
import type { ReadyByPush } from "./push.ts";

/** What `app` puts together and every feature may use. */
export type Services = Connections & {
  cart: CartKeeper;
  placement: Placement;
  /** What was chosen on the checkout beside the cart. */
  wish: WishKeeper;
  live: Observable<LiveStatus>;
  /** What a member has under way as the guest of before: heard of while it is wanted. */
  asGuest: { live: Observable<LiveStatus>; hear: (isWanted: boolean) => void };
  /** A guest's orders are found by their cookie, which the page cannot see: it remembers that it has some. */
  guest: Settable<boolean>;
  /** Loaded when it is first asked for: most pages are opened by people who were never asked. */
  push: () => Promise<ReadyByPush>;
  /** An order that no socket tells of is ready. */
  callOut: (orderId: string) => void;
  /** To be called in a tap: browsers let a page make a sound only after one. */
  allowSound: () => void;
};

export const { ServicesProvider, useServices, useSession, useMember } = createServicesContext<Services>();
