import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertForm, assertSnapshotAsAgreed, assertToldAsAgreed } from "@siren/chassis/testing/as-agreed";
import { person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import {
  accountView,
  mailbox,
  memberExport,
  oidcProviders,
  staffList,
  staffView,
  tabletFaces,
  tokenKeyList,
} from "@siren/contracts/accounts";
import { memberAudit } from "@siren/contracts/audit";
import { accountExamples } from "@siren/contracts/golden-accounts";
import { auditExamples, identityExamples } from "@siren/contracts/golden-between";
import { memberExamples } from "@siren/contracts/golden-member";
import { notificationExamples } from "@siren/contracts/golden-notifications";
import { walletExamples } from "@siren/contracts/golden-wallet";
import { cookies, tokenClaims } from "@siren/contracts/identity";
import {
  cardList,
  holdView,
  jwks,
  ledgerPage,
  memberView,
  session,
  topUpView,
} from "@siren/contracts/member";
import { notificationsView } from "@siren/contracts/notifications";
import { couponList, couponQuote, favouriteList, favouriteView, starAccount } from "@siren/contracts/wallet";
import { decodeJwt } from "jose";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

const { registerRequest, loginRequest, logoutRequest, staffRequest, topUpRequest, holdRequest } =
  memberExamples;
const ops = person("mem_0000000000000000000000000P", ["ops"]);
const storeId = "seongsu";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

const answered = async (status: number, ...request: Parameters<Member["ask"]>) => {
  const answer = await door.ask(...request);
  assert.equal(answer.status, status, `${request[0]} ${request[1]} ${JSON.stringify(answer.body)}`);
  return answer;
};

test("signing in, and who somebody is", async () => {
  const as = { schema: session, example: memberExamples.session };
  const registered = await answered(201, "POST", "/register", { body: registerRequest });
  const signedIn = await answered(200, "POST", "/login", { body: loginRequest });
  const kept = signedIn.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  const renewed = await answered(200, "POST", "/refresh", { headers: { cookie: kept.join("; ") } });
  for (const { body } of [registered, signedIn, renewed]) assertForm("session", as.schema, as.example, body);
  const me = person(registered.body.member.memberId, ["customer"]);
  const staff = await answered(201, "POST", "/staff", { as: ops, key: "appoints-jun", body: staffRequest });
  assertForm("member", memberView, memberExamples.memberView, staff.body);
  const keys = await answered(200, "GET", "/.well-known/jwks.json");
  assertForm("keys", jwks, memberExamples.jwks, keys.body);
  const pass = kept.find((cookie) => cookie?.startsWith(cookies.outagePass.name))?.split("=")[1];
  for (const token of [renewed.body.accessToken, pass])
    assertForm("claims", tokenClaims, identityExamples.tokenClaims, decodeJwt(token));
  await answered(204, "POST", "/logout", { as: me, body: logoutRequest });
});

const ofAccounts = {
  ...{ accountView, mailbox, memberExport, oidcProviders, staffList, staffView, tabletFaces, tokenKeyList },
};

test("what is done with accounts", async () => {
  const current = goodPassword;
  const mina = await door.somebody();
  const { as } = mina;
  const form = (what: keyof typeof ofAccounts, { body }: { body: unknown }) =>
    assertForm(what, ofAccounts[what], accountExamples[what], body);
  form("accountView", await answered(200, "GET", "/me", { as }));
  form("accountView", await answered(200, "PATCH", "/me", { as, body: accountExamples.profileChange }));
  await mina.topUp(10_000);
  await door.inside(({ members }) => members.updateOne({ _id: mina.memberId }, { $set: { verifiedAt: 1 } }));
  const chosen = { as, body: notificationExamples.notificationChoices };
  for (const { body } of [
    await answered(200, "PUT", "/me/notifications", chosen),
    await answered(200, "GET", "/me/notifications", { as }),
  ])
    assertForm("notifications", notificationsView, notificationExamples.notificationsView, body);
  form("memberExport", await answered(200, "GET", "/export", { as }));
  form("mailbox", await answered(200, "GET", "/mailbox", { as: ops }));
  form("tokenKeyList", await answered(200, "GET", "/token-keys", { as: ops }));
  form("oidcProviders", await answered(200, "GET", "/oidc"));
  const { password } = accountExamples.passwordChange;
  // The new password ends this sign-in, as soon as that is heard of.
  await answered(202, "PUT", "/me/email", { as, body: { current, email: "m@siren.example" } });
  await answered(200, "PUT", "/me/password", { as, body: { current, password } });

  const appointed = { ...staffRequest, email: "hana@siren.example" };
  const { memberId } = (
    await answered(201, "POST", "/staff", { as: ops, key: "appoints-hana", body: appointed })
  ).body;
  const hana = person(memberId, ["barista"], [storeId]);
  const { pin } = accountExamples.pinChange;
  await answered(204, "PUT", "/me/pin", { as: hana, body: { current: staffRequest.password, pin } });
  form("tabletFaces", await answered(200, "GET", `/staff/at/${storeId}`, { as: hana }));
  const turn = { as: hana, body: { memberId, pin } };
  const switched = await answered(200, "POST", `/staff/at/${storeId}/switch`, turn);
  assertForm("session", session, memberExamples.session, switched.body);
  const listed = await answered(200, "GET", "/staff", { as: ops });
  form("staffList", listed);
  const seen = staffList.parse(listed.body).staff.find((one) => one.memberId === memberId)?.version;
  const change = {
    as: ops,
    key: "changes-hana",
    body: { ...accountExamples.staffChange, expectedVersion: seen },
  };
  form("staffView", await answered(200, "PATCH", `/staff/${memberId}`, change));
  const appointment = { ...accountExamples.appointmentRequest, email: mina.email };
  const keyed = { as: ops, key: "appoints-mina", body: appointment };
  form("staffView", await answered(200, "POST", "/staff/appointments", keyed));
  await answered(204, "DELETE", `/staff/${memberId}`, { as: ops, key: "lets-hana-go" });

  const leo = await door.somebody();
  await answered(204, "DELETE", "/me", { as: leo.as, body: { current } });
});

test("cards, holds and the feed", async () => {
  const mina = await door.somebody();
  const { card, as } = mina;
  const paths = {
    cards: "/cards",
    topUps: `/cards/${mina.cardId}/topups`,
    ledger: `/cards/${mina.cardId}/ledger`,
  };
  const topUp = (key: string) => answered(201, "POST", paths.topUps, { as, key, body: topUpRequest });
  const { body: toppedUp } = await topUp("key-top-1");
  const read = await answered(200, "GET", `${paths.topUps}/${toppedUp.topUpId}`, { as });
  for (const told of [toppedUp, read.body]) assertForm("top-up", topUpView, memberExamples.topUpView, told);
  const { couponId } = walletExamples.couponView;
  await door.inside(({ coupons }) =>
    coupons.create({
      ...{ _id: couponId, memberId: mina.memberId, kind: "FREE_DRINK", reference: "test", orderId: null },
      ...{ state: "AVAILABLE", grantedAt: 0, expiresAt: door.now() + 60_000, version: 1 },
    }),
  );
  const asked = { ...walletExamples.couponQuoteRequest, memberId: mina.memberId };
  const quoted = await answered(200, "POST", "/internal/coupons/quote", { as: "order", body: asked });
  assertForm("coupon's quote", couponQuote, walletExamples.couponQuote, quoted.body);
  const orderId = door.newId("ord");
  const hold = { as: "order" as const, body: { ...holdRequest, ...card } };
  const held = await answered(201, "PUT", `/internal/holds/${orderId}`, hold);
  assertForm("hold", holdView, memberExamples.holdView, held.body);

  const amount_krw = holdRequest.amount_krw;
  door.order.publish("OrderCaptureWanted", orderId, {
    orderId,
    ...card,
    storeId,
    amount_krw,
    deferred: false,
  });
  door.order.publish("OrderRefundWanted", orderId, { orderId, ...card, storeId, part: "all", amount_krw });
  const owing = door.newId("ord");
  const tooMuch = {
    orderId: owing,
    ...card,
    storeId,
    amount_krw: topUpRequest.amount_krw + 1,
    deferred: true,
  };
  door.order.publish("OrderCaptureWanted", owing, tooMuch);
  door.order.publish("OrderPickedUp", owing, {
    ...{ orderId: owing, ownerId: mina.memberId, total_krw: tooMuch.amount_krw, cardId: mina.cardId },
    ...{ paid_krw: tooMuch.amount_krw, cups: 1, ownCups: 0 },
  });
  door.order.publish("OrderReleaseWanted", "last", { orderId: door.newId("ord"), ...card });
  await answered(402, "PUT", `/internal/holds/${door.newId("ord")}`, {
    ...{ as: "order", body: { ...card, amount_krw: 9_000_000 } },
  });
  const feed = async () =>
    (await answered(200, "GET", "/internal/feed?after=0&limit=500", { as: "order" })).body;
  const isTold = (type: string) => async () =>
    (await feed()).events.some((event: { type: string }) => event.type === type);
  await until("the card is in arrears", isTold("HoldReleased"));
  await topUp("key-top-2");
  await until("they are settled", isTold("ArrearsSettled"));

  const cards = await answered(200, "GET", paths.cards, { as });
  assertForm("cards", cardList, memberExamples.cardList, cards.body);
  const ledger = await answered(200, "GET", paths.ledger, { as });
  assertForm("ledger", ledgerPage, memberExamples.ledgerPage, ledger.body);
  const key = "key-favourite";
  const favourite = { as, key, body: walletExamples.favouriteRequest };
  const saved = await answered(201, "PUT", "/favourites/morning", favourite);
  assertForm("favourite", favouriteView, walletExamples.favouriteView, saved.body);
  for (const [path, schema, example] of [
    ["/stars", starAccount, walletExamples.starAccount],
    ["/coupons", couponList, walletExamples.couponList],
    ["/favourites", favouriteList, walletExamples.favouriteList],
  ] as const)
    assertForm(path, schema, example, (await answered(200, "GET", path, { as })).body);
  const audit = await answered(200, "GET", "/internal/audit", { as: "auditor" });
  assertForm("audit", memberAudit, auditExamples.memberAudit, audit.body);
  for (const { length } of [cards.body.cards, ledger.body.entries, audit.body.facts])
    assert.notEqual(length, 0);

  assertToldAsAgreed("member", await feed());
  assertSnapshotAsAgreed("member", (await answered(200, "GET", "/internal/snapshot", { as: "order" })).body);
});
