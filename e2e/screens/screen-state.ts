import type { CardView } from "@siren/contracts/member";
import type { OrderView } from "@siren/contracts/order";
import type { Page, Route } from "playwright-core";

/** What the screens show: made once, before anybody looks. */
export type Shown = {
  orderIds: { open: string; ready: string; over: string };
  open: OrderView;
  card: CardView;
  memberId: string;
};

export const staffWho = ["visitor", "barista", "manager", "ops"] as const;
export type StaffWho = (typeof staffWho)[number];

export type ScreenState = {
  /** The name of its picture. */
  name: string;
  /** As `app.tsx` has it. */
  route: string;
  /** Below `/client/`, or `/admin/` for the staff and their visitor. */
  at: (shown: Shown) => string;
  /** `another`: a member without orders; `visitor`: nobody, at the staff's page. */
  who: "member" | "another" | "nobody" | StaffWho;
  /** There once the screen is whole. */
  whole: string;
  /** What this browser remembers when the screen is opened, as if it had been tapped together before. */
  remembers?: (shown: Shown) => Record<string, string>;
  /** What is answered otherwise than the cafe does just now, from before the screen is opened. */
  answers?: (page: Page, shown: Shown) => Promise<unknown>;
  /** What brings the screen into this state. */
  bring?: (page: Page) => Promise<void>;
  /** A dialog lies over it: what is beneath is not to be reached. */
  hasDialog?: boolean;
};

export const hook = (name: string) => `[data-testid="${name}"]`;

export const defaultLatte = ["regular", "hot", "whole-milk", "paper-cup"];
const line = { itemId: "latte", choiceIds: defaultLatte, quantity: 2 };
export const cartOf = (lines: readonly object[], storeId = "seongsu") => ({
  "siren.cart": JSON.stringify({ storeId, lines }),
});
export const twoLattes = () => cartOf([line]);

/** An order that was tapped ten minutes ago, and as what the page remembers it. */
export const tapped = (how: "sent" | "kept") => (shown: Shown) => ({
  ...twoLattes(),
  [`siren.placing.${shown.memberId}`]: JSON.stringify({
    ...{ key: "screens-placing-1", at: Date.now() - 600_000, how },
    request: {
      ...{ storeId: "seongsu", lines: [line], expected_total_krw: 11_000 },
      payment: { method: "card", cardId: shown.card.cardId },
    },
  }),
});

/** The services' own answer, with something of it otherwise. */
export const patched = (change: (body: never) => object) => async (route: Route) => {
  const response = await route.fetch();
  await route.fulfill({ response, json: change((await response.json()) as never) });
};

export const refuse = (route: Route, code: string, status: number, more: object = {}) =>
  route.fulfill({ status, json: { ...{ code, status, title: code, retryable: status >= 500 }, ...more } });

export const atCheckout = {
  route: "checkout",
  at: () => "checkout",
  who: "member",
  remembers: twoLattes,
} as const;
