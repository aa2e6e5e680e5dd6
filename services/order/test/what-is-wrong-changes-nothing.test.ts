// patient: it goes over every operation with dozens of wrong requests, and no clock
import { join } from "node:path";
import { after, before } from "node:test";
import { person } from "@siren/chassis/testing/service-door";
import type { Right } from "@siren/chassis/testing/surface/faults";
import { walkSurface } from "@siren/chassis/testing/surface/walk";
import { until } from "@siren/chassis/testing/until";
import type { EventTypeOf } from "@siren/contracts/events";
import { streams } from "@siren/contracts/live";
import { problemOf, Refusal } from "@siren/contracts/refusal";
import { changedSince, type LookAt, openDigest, type StoreDigest } from "@siren/store/testing/digest";
import { testMenu, testStore } from "../src/testing/build-menu.ts";
import { testId } from "../src/testing/build-order.ts";
import {
  atCounter,
  byCard,
  cart,
  customer,
  type Door,
  elsewhere,
  guest,
  manager,
  openDoor,
  otherManager,
  stranger,
} from "../src/testing/open-door.ts";

let door: Door;
let digest: StoreDigest;
before(async () => {
  // Whatever the clock does by itself comes after the walk, however busy the machine is.
  const later = "3600000";
  const byItself = { HOLD_RESUME_MS: later, HOLD_AGAIN_MS: later, HOLD_ANSWER_MS: later };
  door = await openDoor({ OOPS_WINDOW_MS: "600000", ...byItself });
  digest = await openDigest((await door.envOf()).STORE ?? "", lookAt);
  const holds = door.member.answer;
  const noCoupon = { status: 422, body: problemOf(new Refusal("COUPON_INVALID")) };
  door.member.answer = (asked) => (asked.path === "/internal/coupons/quote" ? noCoupon : holds(asked));
  const both = (name: string) => ({ ko: name, en: name });
  const [latte] = testMenu.items;
  door.menu.publish("StorePublished", "hongdae", { ...testStore, storeId: "hongdae", name: both("Hongdae") });
  door.menu.publish("MenuPublished", "hongdae", { ...testMenu, storeId: "hongdae" });
  if (latte)
    door.menu.publish("MenuPublished", "gangnam", {
      ...testMenu,
      menuVersion: testMenu.menuVersion + 1,
      items: [...testMenu.items, { ...latte, itemId: "gold", price_krw: 1_000_000_000, excludedPairs: [] }],
    });
  await until("both stores are known", async () => {
    const asked = [golden(1), { ...cart, storeId: "hongdae" }];
    const answers = await Promise.all(
      asked.map((body) => door.ask("POST", "/quotes", { as: customer, body })),
    );
    return answers.every(({ status }) => status === 200);
  });
});
after(async () => {
  await digest?.close();
  await door?.close();
});

/** Its cookie is remembered with a quote; a guest who only asks again is remembered longer. */
const lookAt: LookAt = (collection, doc) => (collection === "guests" ? doc._id : doc);

const ops = person("mem_00000000000000000000000FFF", ["ops"]);
const golden = (quantity: number) => ({
  storeId: "gangnam",
  lines: [{ itemId: "gold", choiceIds: ["tall"], quantity }],
});
const many = Array.from({ length: 10_000 }, () => cart.lines[0]);

let made = 0;
async function placed(body: object = byCard, as = customer): Promise<string> {
  made += 1;
  const answer = await door.ask("POST", "/orders", { as, key: `walked-order-${made}`, body });
  if (answer.status !== 201) throw new Error(`not placed: ${JSON.stringify(answer.body)}`);
  return answer.body.orderId;
}

async function withTicket(orderId: string, ...types: EventTypeOf<"barista">[]): Promise<string> {
  const ticket = { ticketId: testId("tkt", made), orderId, storeId: "gangnam", moveNo: 0 };
  for (const type of types)
    door.barista.publish(type, ticket.ticketId, { ...ticket, amount_krw: 5_000 } as never);
  return orderId;
}
const stateOf = async (orderId: string) =>
  (await door.ask("GET", `/orders/${orderId}`, { as: customer })).body;
const becomes = (orderId: string, field: "state" | "payment", value: string) =>
  until(`its ${field} is ${value}`, async () => (await stateOf(orderId))[field] === value);

async function pickedUp(): Promise<string> {
  const orderId = await withTicket(
    await placed(),
    "TicketAccepted",
    "TicketStarted",
    "TicketReady",
    "TicketPickedUp",
  );
  await becomes(orderId, "state", "PICKED_UP");
  door.member.publish("HoldCaptured", orderId, { orderId, amount_krw: 5_000, shortfall_krw: 0 });
  await becomes(orderId, "payment", "CAPTURED");
  return orderId;
}

const noOrder = { orderId: testId("ord", 999_999) };
const own = (orderId: string): Right => ({
  ...{ as: customer, notTheirs: [stranger, guest] },
  ...{ params: { orderId }, unknown: noOrder },
});
const read = async (): Promise<Right> => {
  const right = own(await placed());
  return { ...right, notTheirs: [stranger, guest, elsewhere, otherManager] };
};

const wrongCarts = (as: typeof customer | undefined, more: object) => {
  const request = (changes: object) => ({
    ...(as && { as }),
    key: "walk-wrong-cart",
    body: { ...cart, ...more, ...changes },
  });
  const line = (changes: object) => ({ lines: [{ ...cart.lines[0], ...changes }] });
  return [
    { what: "a store that is none", request: request({ storeId: "nowhere" }), codes: ["NOT_FOUND"] as const },
    {
      what: "a drink that is none",
      request: request(line({ itemId: "tea" })),
      codes: ["OPTION_INVALID"] as const,
    },
    {
      what: "two sizes",
      request: request(line({ choiceIds: ["tall", "grande"] })),
      codes: ["OPTION_INVALID"] as const,
    },
    {
      what: "what does not go together",
      request: request(line({ choiceIds: ["grande", "extra-shot"] })),
      codes: ["OPTION_INVALID"] as const,
    },
    {
      what: "a choice of another drink",
      request: request(line({ choiceIds: ["tall", "less-ice"] })),
      codes: ["OPTION_INVALID"] as const,
    },
    {
      what: "a way to get it that is none there",
      request: request({ handOver: "for-here" }),
      codes: ["OPTION_INVALID"] as const,
    },
    { what: "a pick-up of yesterday", request: request({ pickUpAt: 1 }), codes: ["BAD_REQUEST"] as const },
    {
      what: "a pick-up in a thousand years",
      request: request({ pickUpAt: 32_503_680_000_000 }),
      codes: ["BAD_REQUEST", "STORE_CLOSED"] as const,
    },
    {
      what: "10,000 lines",
      request: request({ lines: many }),
      codes: ["BAD_REQUEST", "PAYLOAD_TOO_LARGE"] as const,
    },
    {
      what: "a total beyond all money",
      request: request(golden(20)),
      codes: ["BAD_REQUEST"] as const,
    },
    {
      what: "a coupon of nobody",
      request: request({ couponId: "cpn_00000000000000000000000000" }),
      codes: ["COUPON_INVALID"] as const,
    },
  ];
};

const browser = {
  endpoint: "https://fcm.googleapis.com/fcm/send/walked",
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
  language: "ko",
};
const ofBrowser = (what: string, changes: object, as = customer) => ({
  what,
  request: { as, body: { ...browser, ...changes } },
  codes: as === guest ? (["FORBIDDEN"] as const) : (["BAD_REQUEST"] as const),
});

function rights(): Record<string, Right | (() => Promise<Right>)> {
  return {
    "POST /quotes": { as: customer, body: cart, more: wrongCarts(undefined, {}) },
    "POST /orders": {
      ...{ as: customer, body: byCard },
      otherBody: { ...byCard, handOver: "take-out" },
      more: [
        ...wrongCarts(customer, { payment: byCard.payment, expected_total_krw: 5_000 }),
        ...[0, 4_999, 1_000_000_000].map((expected_total_krw) => ({
          what: `${expected_total_krw} won expected`,
          request: { as: customer, key: "walk-wrong-total", body: { ...byCard, expected_total_krw } },
          codes: ["PRICE_CHANGED"] as const,
        })),
        {
          what: "a guest with a card",
          request: { as: guest, key: "walk-guest-card", body: byCard },
          codes: ["FORBIDDEN"],
        },
        {
          what: "a guest without a quote",
          request: { as: { ...guest, sub: "h".repeat(43) }, key: "walk-guest-new", body: atCounter },
          codes: ["UNAUTHENTICATED"],
        },
        {
          what: "a guest's heap of drinks",
          request: {
            ...{ as: guest, key: "walk-guest-heap" },
            body: { ...atCounter, lines: [{ ...cart.lines[0], quantity: 20 }], expected_total_krw: 100_000 },
          },
          codes: ["FORBIDDEN"],
        },
      ],
    },
    "GET /orders": { as: customer, query: { cursor: testId("ord", 1) } },
    "GET /orders/{orderId}": read,
    "GET /orders/{orderId}/timeline": read,
    "GET /orders/{orderId}/receipt": read,
    "POST /orders/{orderId}/cancel": async () => own(await placed()),
    "POST /orders/{orderId}/pay-at-counter": async () => {
      // Its card does not answer, so that there is something to choose.
      const answer = door.member.answer;
      door.member.answer = () => ({ status: 503, body: {} });
      made += 1;
      const { body } = await door.ask("POST", "/orders", {
        as: customer,
        key: `walked-order-${made}`,
        body: byCard,
      });
      door.member.answer = answer;
      return own(body.orderId);
    },
    "POST /orders/{orderId}/reorder": async () => ({
      ...own(await placed()),
      body: { storeId: "hongdae" },
    }),
    "POST /orders/{orderId}/picked-up": async () => {
      const orderId = await withTicket(await placed(), "TicketAccepted", "TicketStarted", "TicketReady");
      await becomes(orderId, "state", "READY");
      return own(orderId);
    },
    "POST /orders/{orderId}/move-store": async () => ({
      ...own(await placed()),
      body: { storeId: "hongdae" },
    }),
    "POST /orders/{orderId}/refund-preview": async () => {
      const right = { as: manager, params: { orderId: await pickedUp() } };
      return {
        ...{ ...right, notTheirs: [otherManager], unknown: noOrder },
        body: { lines: [{ line: 0, quantity: 1 }] },
        more: [
          ["a line that is none", [{ line: 7, quantity: 1 }]],
          ["more than was had", [{ line: 0, quantity: 2 }]],
        ].map(([what, lines]) => ({ what: String(what), request: { ...right, body: { lines } } })),
      };
    },
    "POST /orders/{orderId}/refund": async () => {
      const right = { as: manager, params: { orderId: await pickedUp() } };
      return {
        ...{ ...right, notTheirs: [otherManager], unknown: noOrder },
        body: { lines: [{ line: 0, quantity: 1 }], reason: "차가웠음" },
        otherBody: { reason: "다른 이유" },
        more: [
          ["a line that is none", [{ line: 7, quantity: 1 }]],
          ["more than was had", [{ line: 0, quantity: 2 }]],
          ["the same line again and again", Array.from({ length: 20 }, () => ({ line: 0, quantity: 20 }))],
        ].map(([what, lines]) => ({
          what: String(what),
          request: { ...right, key: "walk-refund", body: { lines, reason: "x" } },
        })),
      };
    },
    "GET /recommendations": {
      query: { storeId: "gangnam", items: "latte" },
      unknown: { storeId: "nowhere" },
    },
    "GET /push-key": {},
    "PUT /push-subscriptions": {
      ...{ as: customer, body: browser },
      more: [
        ofBrowser("a push service of one's own", { endpoint: "https://push.example/x" }),
        ofBrowser("a name that only begins as one", {
          endpoint: "https://fcm.googleapis.com.evil.example/x",
        }),
        ofBrowser("another port", { endpoint: "https://fcm.googleapis.com:8443/x" }),
        ofBrowser("credentials", { endpoint: "https://a:b@fcm.googleapis.com/x" }),
        ofBrowser("a plain connection", { endpoint: "http://fcm.googleapis.com/x" }),
        ofBrowser("a point off the curve", { keys: { ...browser.keys, p256dh: `B${"A".repeat(86)}` } }),
        ofBrowser("a guest without an order", {}, guest),
      ],
    },
    "DELETE /push-subscriptions": { as: customer, body: { endpoint: browser.endpoint } },
    "GET /events": { as: customer, query: { after: "0" } },
    "PUT /events/heard": {
      ...{ as: customer, notTheirs: [stranger, guest] },
      body: { stream: streams.member(customer.sub), n: 1 },
    },
  };
}

walkSurface({
  service: "order",
  door: () => door,
  people: () => ({ ops }),
  rights,
  readme: join(import.meta.dirname, "..", "README.md"),
  digest: { take: () => digest.take(), changed: changedSince },
});
