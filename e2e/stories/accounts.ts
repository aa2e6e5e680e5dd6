import assert from "node:assert/strict";
import { test } from "node:test";
import { accountView, type Mail, mailbox, oidcProviders, tabletFaces } from "@siren/contracts/accounts";
import { memberView, session } from "@siren/contracts/member";
import { type Customer, gatewaysOf, newKey } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import type { AtTheDoor } from "../harness/local-provider.ts";
import { Person } from "../harness/person.ts";
import { refuses } from "../harness/refusals.ts";
import { api, appoint, type Cast, newcomer, placed, somebody, staffPassword } from "./cast.ts";

const member = `${api}/member`;
const tokenIn = (mail: Mail | undefined) => /#token=([A-Za-z0-9_-]{43})/.exec(mail?.text ?? "")?.[1] ?? "";

/** The newest message about it; there may be an older one that opens nothing any more. */
const mailTo = (reader: Person, to: string, about: Mail["about"]) =>
  eventually(`a message about ${about}`, async () => {
    const { mails } = await reader.get(`${member}/mailbox?to=${to}`, mailbox);
    return mails.find((one) => one.about === about);
  });
const me = (person: Person) => person.get(`${member}/me`, accountView);

/** Who people are, and how they get in. */
export function storiesOfAccounts(castNow: () => Cast): void {
  test("an address is confirmed by its message, and a forgotten password is set anew by the next one", async () => {
    const cast = castNow();
    const anybody = somebody(cast);
    const email = "yuna@example.org";
    const yuna = await newcomer(cast, email, "유나");
    assert.equal((await me(yuna)).isVerified, false);
    const token = tokenIn(await mailTo(anybody, email, "verify"));
    const verify = { body: { token } };
    await anybody.send("POST", `${member}/verify`, verify);
    assert.equal((await me(yuna)).isVerified, true);
    await refuses("LINK_EXPIRED", anybody, "POST", `${member}/verify`, verify);

    const again = { body: { email, password: "somebody else's", nickname: "누구" } };
    await refuses("ALREADY_REGISTERED", anybody, "POST", `${member}/register`, again);
    await mailTo(anybody, email, "already-registered");

    for (const address of [email, "nobody@example.org"]) {
      const { status, body } = await anybody.send("POST", `${member}/password/reset`, {
        body: { email: address },
      });
      assert.deepEqual([status, body], [202, ""], "alike, whoever it is");
    }
    const link = tokenIn(await mailTo(anybody, email, "reset"));
    const confirm = `${member}/password/reset/confirm`;
    await refuses("BAD_REQUEST", anybody, "POST", confirm, { body: { token: link, password: "short" } });
    await refuses("LINK_EXPIRED", anybody, "POST", confirm, { body: { token, password: "a long password" } });
    const fresh = await somebody(cast).enter(confirm, { token: link, password: "a long password" });
    assert.equal(fresh.memberId, yuna.memberId);
    await refuses("LINK_EXPIRED", anybody, "POST", confirm, {
      body: { token: link, password: "a long password" },
    });
    const old = { body: { email, password: staffPassword } };
    await refuses("UNAUTHENTICATED", anybody, "POST", `${member}/login`, old);
    await eventually("what was signed in before is refused at the edge", async () => {
      const { status } = await yuna.ask("GET", `${member}/me`);
      return status === 401;
    });
    assert.equal((await me(fresh)).email, email);
    await mailTo(anybody, email, "password-changed");
  });

  test("a shared tablet changes hands by PIN, and whoever is let go is out at once", async () => {
    const cast = castNow();
    const { mina, jun, hana, ops } = cast;
    const store = "gwanghwamun";
    const at = `${member}/staff/at/${store}`;
    await refuses("WRONG_STORE", hana, "POST", `${member}/staff`, {
      key: newKey(),
      body: {
        email: "x@example.org",
        nickname: "x",
        roles: ["barista"],
        stores: ["elsewhere"],
        password: staffPassword,
      },
    });
    const [tablet, bora] = await Promise.all(
      ["tablet@example.org", "bora@example.org"].map(async (email, i) => {
        await appoint(hana, email, `직원${i}`, ["barista"], [store]);
        return new Person(gatewaysOf(cast.stack)).login(email, staffPassword);
      }),
    );
    assert.ok(tablet && bora);
    const pin = "402817";
    const setPin = `${member}/me/pin`;
    await refuses("FORBIDDEN", mina, "PUT", setPin, { body: { current: staffPassword, pin } });
    await refuses("BAD_REQUEST", bora, "PUT", setPin, { body: { current: staffPassword, pin: "111111" } });
    await refuses("UNAUTHENTICATED", bora, "PUT", setPin, { body: { current: "not it at all", pin } });
    await bora.send("PUT", setPin, { body: { current: staffPassword, pin } });
    const { faces } = await tablet.get(at, tabletFaces);
    assert.deepEqual(
      faces.map(({ memberId }) => memberId),
      [bora.memberId],
    );
    await refuses("WRONG_STORE", jun, "GET", at);
    const turn = { memberId: bora.memberId, pin };
    await refuses("FORBIDDEN", mina, "POST", `${at}/switch`, { body: turn });
    await refuses("WRONG_STORE", jun, "POST", `${at}/switch`, { body: turn });
    await refuses("PIN_WRONG", tablet, "POST", `${at}/switch`, { body: { ...turn, pin: "402818" } });
    const switched = session.parse((await tablet.send("POST", `${at}/switch`, { body: turn })).body);
    assert.deepEqual([switched.member.memberId, switched.member.roles], [bora.memberId, ["barista"]]);

    // The tablet is Bora's for some cups: what she taps is hers.
    const { order } = await placed(cast, mina, { store });
    const ticket = await hana.ticketOf(order.orderId, store);
    tablet.token = switched.accessToken;
    await tablet.send("POST", `${api}/barista/tickets/${ticket.ticketId}/accept`, { key: newKey() });
    const unit = `${api}/barista/units/${ticket.units[0]?.unitId}`;
    await refuses("KEY_REQUIRED", tablet, "POST", `${unit}/claim`);
    await tablet.send("POST", `${unit}/claim`, { key: newKey() });
    const claimed = await hana.ticketOf(order.orderId, store);
    assert.equal(claimed.units[0]?.claimedBy, bora.memberId);
    await refuses("FORBIDDEN", tablet, "GET", `${member}/staff`);
    await refuses("WRONG_STORE", tablet, "GET", `${api}/barista/stores/seongsu/board`);

    const letGo = { key: newKey() };
    await refuses("FORBIDDEN", jun, "DELETE", `${member}/staff/${bora.memberId}`, letGo);
    await ops.send("DELETE", `${member}/staff/${bora.memberId}`, letGo);
    await eventually("the tablet is nobody's", async () => {
      const { status } = await tablet.ask("GET", `${api}/barista/stores/${store}/board`);
      return status === 401;
    });
    await hana.ready(claimed);
    await hana.handOver(claimed);
    await mina.untilOrder(order.orderId, ({ payment }) => payment === "CAPTURED", "paid");
  });

  test("somebody comes by a provider, is called by the name it knows, and takes over nobody's account", async () => {
    const cast = castNow();
    const { provider, mina } = cast;
    const { providers } = await somebody(cast).get(`${member}/oidc`, oidcProviders);
    assert.deepEqual(providers, ["google"]);
    await refuses("NOT_FOUND", somebody(cast), "GET", `${member}/oidc/kakao`);

    const setOut = async (browser: Person, who: AtTheDoor) => {
      const { status, headers } = await browser.ask("GET", `${member}/oidc/google`);
      assert.equal(status, 303);
      const back = provider.allow(headers.get("location") ?? "", who);
      return back.pathname + back.search;
    };
    const comeBack = async (browser: Person, back: string) => {
      const { status, headers } = await browser.ask("GET", back);
      assert.equal(status, 303);
      const page = new URL(headers.get("location") ?? "");
      return page.pathname + page.search;
    };
    const signIn = async (browser: Customer, who: AtTheDoor) => {
      assert.equal(await comeBack(browser, await setOut(browser, who)), "/client/?oidc=signed-in");
      return browser.refresh();
    };

    const who = { sub: "g-1", email: "nari@example.org", email_verified: true, name: "나리" };
    const nari = await signIn(somebody(cast), who);
    const { cardId } = await nari.card();
    await nari.topUp(cardId, 10_000);
    const { order } = await placed(cast, nari);
    assert.equal(order.nickname, "나리");
    await nari.send("POST", `${api}/order/orders/${order.orderId}/cancel`, { key: newKey() });
    const next = await signIn(somebody(cast), who);
    assert.equal(next.memberId, nari.memberId, "the same account the next time");

    // Somebody else's browser brings the way back, or one is brought twice.
    const own = somebody(cast);
    const back = await setOut(own, who);
    const failed = "/client/sign-in?oidc=failed&code=LINK_EXPIRED";
    const thief = somebody(cast);
    assert.equal(await comeBack(thief, back), failed);
    await refuses("UNAUTHENTICATED", thief, "POST", `${member}/refresh`, { body: {} });
    assert.equal(await comeBack(own, back), "/client/?oidc=signed-in");
    assert.equal(await comeBack(own, back), failed, "a way back is gone once");

    // The provider knows the address of an account: its owner has to say yes, signed in, in that browser.
    const claimed = { sub: "g-2", email: "mina@siren.example", email_verified: true };
    const minas = somebody(cast);
    assert.equal(await comeBack(minas, await setOut(minas, claimed)), "/client/sign-in?oidc=confirm");
    const confirm = `${member}/oidc/confirm`;
    await refuses("UNAUTHENTICATED", minas, "POST", confirm);
    await minas.login("mina@siren.example");
    await minas.send("POST", confirm);
    const byProvider = await signIn(somebody(cast), claimed);
    assert.equal(byProvider.memberId, mina.memberId);
    assert.deepEqual((await me(byProvider)).providers, ["google"]);
    memberView.parse(await me(byProvider));
  });
}
