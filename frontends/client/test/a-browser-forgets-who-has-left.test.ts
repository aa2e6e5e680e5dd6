/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { orderExamples } from "@siren/contracts/golden-order";
import type { MemberView } from "@siren/contracts/member";
import type { OrderView } from "@siren/contracts/order";
import { createAccess } from "@siren/web/access";
import type { Connections } from "@siren/web/connections";
import { createHealth } from "@siren/web/health";
import { observable } from "@siren/web/observable";
import type { SessionState } from "@siren/web/session";
import { QueryClient } from "@tanstack/react-query";
import { followOrders } from "../src/app/follow-orders.ts";
import { keepOrders, keptOrders } from "../src/shared/kept-orders.ts";
import { guestOwner } from "../src/shared/kept-placing.ts";
import { keys } from "../src/shared/query-keys.ts";

const order: OrderView = orderExamples.orderView;
const member = (memberId: string) => ({ memberId, nickname: memberId }) as MemberView;
const [mina, jun] = [member("mina"), member("jun")];

/** A browser that remembers somebody, or nobody, and has read what is theirs. Nothing answers it. */
function browser({
  remembered = null,
  isGuest = false,
}: {
  remembered?: MemberView | null;
  isGuest?: boolean;
}) {
  const client = new QueryClient();
  const state = observable<SessionState>({ kind: "starting", member: remembered });
  const did: string[] = [];
  const note = (what: string) => () => void did.push(what);
  const connections = {
    ...{ session: { state }, access: createAccess(), health: createHealth({ now: () => 1 }) },
    ...{ api: () => new Promise(() => {}), now: () => 1, chance: () => 0, later: () => () => {} },
  };
  followOrders(connections as unknown as Connections, {
    ...{ client, guest: observable(isGuest), wish: { withoutCoupon: note("the coupon is forgotten") } },
    onPerson: (ownerId) => did.push(`here is ${ownerId}`),
    ...{ claimPush: note("push is claimed"), leavePush: note("push is left"), withBell: () => {} },
  });
  const mine = { orders: keys.orderList, cards: [...keys.cards, "mina"], stars: keys.mine("mina", "stars") };
  return {
    state,
    read(ownerId: string): void {
      for (const queryKey of Object.values(mine)) client.setQueryData(queryKey, [order]);
      keepOrders(ownerId, [order], Date.now());
    },
    known: () => [
      ...Object.entries(mine).flatMap(([name, key]) => (client.getQueryData(key) ? [name] : [])),
      ...[guestOwner, "mina", "jun"].flatMap((id) => (keptOrders(id) ? [`copy of ${id}`] : [])),
    ],
    /** What was done since it was asked last. */
    did: () => did.splice(0),
  };
}

test("a member who signs out leaves nothing of theirs behind", () => {
  const { state, read, known, did } = browser({ remembered: mina });
  state.set({ kind: "member", member: mina });
  assert.deepEqual(did(), ["here is mina", "push is claimed"]);
  read("mina");
  assert.deepEqual(known(), ["orders", "cards", "stars", "copy of mina"]);
  state.set({ kind: "nobody", wasEnded: false });
  assert.deepEqual(known(), []);
  assert.deepEqual(did(), ["here is guest", "the coupon is forgotten", "push is left"]);
});

test("who is remembered and turns out to be signed out has left, too", () => {
  const { state, read, known, did } = browser({ remembered: mina });
  read("mina");
  state.set({ kind: "nobody", wasEnded: true });
  assert.deepEqual(known(), []);
  assert.ok(did().includes("push is left"));
});

test("another member finds nothing of the one before, and is told of their own orders", () => {
  const { state, read, known, did } = browser({ remembered: mina });
  state.set({ kind: "member", member: mina });
  read("mina");
  did();
  state.set({ kind: "member", member: jun });
  assert.deepEqual(known(), []);
  assert.deepEqual(did(), ["here is jun", "the coupon is forgotten", "push is claimed"]);
});

test("while member is away, and when it is back, it is the same person with all that is theirs", () => {
  const { state, read, known, did } = browser({ remembered: mina });
  state.set({ kind: "outage", member: mina });
  read("mina");
  did();
  state.set({ kind: "member", member: { ...mina, nickname: "Mina" } });
  assert.deepEqual([known().length, did()], [4, []]);
});

test("a guest who signs in has no member's things to lose, and their orders are not the member's", () => {
  const { state, read, known, did } = browser({ isGuest: true });
  state.set({ kind: "nobody", wasEnded: false });
  read(guestOwner);
  did();
  state.set({ kind: "member", member: jun });
  assert.equal(known().includes("orders"), false);
  assert.deepEqual(did(), ["here is jun", "push is claimed"]);
});

test("what is kept of somebody's orders is shown to nobody else", () => {
  keepOrders("mina", [order], Date.now());
  assert.deepEqual([keptOrders("jun"), keptOrders(guestOwner)], [undefined, undefined]);
  assert.equal(keptOrders("mina")?.orders.length, 1);
});
