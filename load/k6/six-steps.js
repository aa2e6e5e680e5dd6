// For k6 (https://k6.io), a program of its own: `npm run k6`, or
//   k6 run -e GATEWAY=http://localhost:8080 -e VUS=5 -e DURATION=30s load/k6/six-steps.js
// List, search, one item, promotion, add to cart, checkout, and again. `P95_MS` is the bound of each step. Without
// baristas (BARISTAS=1 says that somebody makes the coffee) each order is called off behind its checkout.
import { check, fail } from "k6";
import http from "k6/http";

const gateway = (__ENV.GATEWAY || "http://localhost:8080").replace(/\/+$/, "");
const vus = Number(__ENV.VUS || 5);
const bound = `p(95)<${Number(__ENV.P95_MS || 1_000)}`;
const isMade = __ENV.BARISTAS === "1";

// A load is for one's own machine: pointed at others it would be an attack.
if (!/^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(gateway) && __ENV.ANYWHERE !== "yes")
  throw new Error(`GATEWAY ${gateway} is not this machine: ANYWHERE=yes if it is yours all the same`);

export const steps = ["list", "search", "item", "promotion", "cart", "checkout"];

export const options = {
  scenarios: { walk: { executor: "constant-vus", vus, duration: __ENV.DURATION || "30s" } },
  thresholds: {
    checks: ["rate==1"],
    http_req_failed: ["rate==0"],
    ...Object.fromEntries(steps.map((step) => [`http_req_duration{step:${step}}`, [bound]])),
  },
  summaryTrendStats: ["avg", "med", "p(95)", "p(99)", "max"],
};

const topUp_krw = 500_000;
const worthOneCup_krw = 20_000;

let keys = 0;
const newKey = () =>
  `k6-${Date.now().toString(36)}-${typeof __VU === "undefined" ? 0 : __VU}-${keys++}-${Math.random().toString(36).slice(2)}`;

function paramsOf(step, token, headers = {}) {
  return {
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    tags: { step, name: step },
  };
}

const get = (step, path, token, headers) =>
  http.get(`${gateway}/api/v1${path}`, paramsOf(step, token, headers));
const post = (step, path, body, token, told) =>
  http.post(`${gateway}/api/v1${path}`, JSON.stringify(body), {
    ...paramsOf(step, token, { "idempotency-key": newKey() }),
    ...told,
  });
/** Somebody may make the coffee after all (a crew of another load), and then it is too late: no fault of anybody. */
const mayBeLate = { responseCallback: http.expectedStatuses({ min: 200, max: 299 }, 409) };

/** One that never closes, and somebody with money for each VU: none of it is part of the walk. */
export function setup() {
  const { stores } = get("setup", "/menu/stores").json();
  const open = stores.filter(({ week }) => week.every((day) => day && day.closes - day.opens >= 1_440));
  if (open.length === 0) fail("no store is open around the clock");
  const run = Date.now().toString(36);
  const members = Array.from({ length: vus }, (_, n) => {
    const account = { email: `k6-${run}-${n}@siren.example`, password: `k6-${run}-${n}-x`, nickname: "k6" };
    const registered = post("setup", "/member/register", account);
    if (registered.status !== 201) fail(`nobody can register: ${registered.status}`);
    const token = registered.json("accessToken");
    const cardId = get("setup", "/member/cards", token).json("cards.0.cardId");
    return { token, cardId, left_krw: topUp(token, cardId) };
  });
  return { storeIds: open.map(({ storeId }) => storeId), members };
}

function topUp(token, cardId) {
  const body = { amount_krw: topUp_krw, paymentToken: "sandbox-visa" };
  return post("setup", `/member/cards/${cardId}/topups`, body, token).json("card.available_krw");
}

/** What this VU has left: what setup hands over is a copy each time. */
let left_krw;

export default function walk({ storeIds, members }) {
  const { token, cardId, left_krw: atFirst } = members[(__VU - 1) % members.length];
  left_krw = left_krw === undefined ? atFirst : left_krw;
  if (left_krw < worthOneCup_krw) left_krw = topUp(token, cardId);
  const storeId = storeIds[(__VU + __ITER) % storeIds.length];

  const listed = get("list", `/menu/stores/${storeId}/menu`, token);
  const isListed = check(listed, {
    "list: the store's menu": (r) => r.status === 200 && r.json("items").length > 0,
  });
  if (!isListed) return;
  const drinks = listed.json("items").filter((item) => !item.isCounted);
  const drink = drinks[(__VU * 7 + __ITER) % drinks.length];

  const found = get(
    "search",
    `/menu/search?q=${encodeURIComponent(drink.name.en.slice(0, 40))}&store=${storeId}`,
    token,
  );
  check(found, {
    "search: finds it": (r) => r.status === 200 && r.json("hits").some((hit) => hit.itemId === drink.itemId),
  });

  // The page has it from the list; what opening it asks is whether that still stands.
  const still = get("item", `/menu/stores/${storeId}/menu`, token, {
    "if-none-match": listed.headers.Etag || "",
  });
  check(still, { "item: is as it was listed": (r) => r.status === 304 });

  const promoted = get("promotion", `/menu/promotions?store=${storeId}&basket=${drink.itemId}`, token);
  check(promoted, {
    "promotion: one, marked as such, or none": (r) =>
      r.status === 200 && (r.json("promotion") === null || r.json("promotion.label.en") !== ""),
  });

  const lines = [{ itemId: drink.itemId, choiceIds: suggestedOf(drink), quantity: 1 }];
  const priced = post("cart", "/order/quotes", { storeId, lines }, token);
  const isPriced = check(priced, { "cart: has a price": (r) => r.status === 200 && r.json("total_krw") > 0 });
  if (!isPriced) return;
  const total_krw = priced.json("total_krw");

  const payment = { method: "card", cardId };
  const placed = post(
    "checkout",
    "/order/orders",
    { storeId, lines, expected_total_krw: total_krw, payment },
    token,
  );
  const isPlaced = check(placed, {
    // 200: a gateway sent it again; 202: taken, while the card is still being asked.
    "checkout: the order is taken": (r) =>
      r.status >= 200 && r.status <= 202 && r.json("total_krw") === total_krw,
  });
  if (!isPlaced) return;
  if (isMade) left_krw -= total_krw;
  else post("tidying", `/order/orders/${placed.json("orderId")}/cancel`, {}, token, mayBeLate);
}

/** The choices that the menu suggests. */
function suggestedOf({ optionGroups }) {
  return optionGroups.flatMap(({ min, choices }) => {
    const suggested = choices.filter((choice) => choice.isDefault);
    return (suggested.length >= min ? suggested : choices.slice(0, min)).map(({ choiceId }) => choiceId);
  });
}
