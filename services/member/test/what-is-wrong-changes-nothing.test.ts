// patient: it goes over every operation with dozens of wrong requests, and no clock
import { join } from "node:path";
import { after, before } from "node:test";
import { person } from "@siren/chassis/testing/service-door";
import type { Right, Wrong } from "@siren/chassis/testing/surface/faults";
import { walkSurface } from "@siren/chassis/testing/surface/walk";
import { until } from "@siren/chassis/testing/until";
import type { Mail } from "@siren/contracts/accounts";
import { changedSince, type LookAt, openDigest, type StoreDigest } from "@siren/store/testing/digest";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
let digest: StoreDigest;
before(async () => {
  door = await openMember({ NOTIFIER: "mailbox" });
  digest = await openDigest((await door.envOf()).STORE ?? "", lookAt);
});
after(async () => {
  await digest?.close();
  await door?.close();
});

/** Wrong tries are counted: that is what a refusal of a password leaves behind. */
const lookAt: LookAt = (collection, doc) => (collection === "tries" ? undefined : doc);

const of = (digit: string) => `mem_0000000000000000000000000${digit}`;
const customer = person(of("C"), ["customer"]);
const barista = person(of("B"), ["barista"], ["seongsu"]);
const manager = person(of("A"), ["barista", "manager"], ["seongsu"]);
const elsewhere = person(of("E"), ["barista", "manager"], ["haeundae"]);
const ops = person(of("P"), ["ops"]);
const guest = { ...person("g".repeat(43), ["guest"]), kind: "guest" as const, via: "guest" as const };

const current = goodPassword;
const nobody = { member: of("X") };
const linkToken = "t".repeat(43);
const cartLine = { itemId: "latte", choiceIds: ["hot"], quantity: 2 };

async function mailed(to: string, about: Mail["about"]): Promise<string> {
  const found = await until(`a message about ${about}`, async () => {
    const { body } = await door.ask("GET", `/mailbox?to=${encodeURIComponent(to)}`);
    return (body.mails as Mail[]).find((one) => one.about === about);
  });
  return /#token=([A-Za-z0-9_-]{43})/.exec(found.text)?.[1] ?? "";
}

let hired = 0;
async function hire(roles = ["barista"], stores = ["seongsu"]) {
  hired += 1;
  const body = {
    email: `hired${hired}@example.org`,
    password: goodPassword,
    nickname: `일꾼${hired}`,
    roles,
    stores,
  };
  const { memberId } = (await door.staff("POST", "", { as: ops, body })).body;
  return { memberId, as: person(memberId, ["barista", "manager"], stores) };
}

const fresh = async () => {
  const one = await door.somebody(10_000);
  const cookie = one.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return { ...one, headers: { cookie } };
};
let mina: ReturnType<typeof fresh> | undefined;
/** Each account costs a password's hash: whoever only reads is always the same. */
const own = async (): Promise<Right> => {
  mina ??= fresh();
  return { as: (await mina).as };
};
const withWrongPassword = (as: Right["as"], body: object): Wrong => ({
  ...{ what: "another password", request: { as, body: { ...body, current: "not the one of now" } } },
  codes: ["UNAUTHENTICATED"],
});

const wrongPosts = (post: object): Wrong[] => [
  {
    what: "a manager who makes an ops",
    request: { as: manager, key: "walk-post-3", body: { ...post, roles: ["ops"] } },
    codes: ["FORBIDDEN"],
  },
  {
    what: "for no store",
    request: { as: manager, key: "walk-post-4", body: { ...post, stores: [] } },
    codes: ["WRONG_STORE"],
  },
];

function rights(): Record<string, Right | (() => Promise<Right>)> {
  const newcomer = { email: "newcomer@example.org", password: goodPassword, nickname: "새사람" };
  const post = { ...newcomer, email: "post@example.org", roles: ["barista"], stores: ["seongsu"] };
  return {
    "GET /cards": own,
    "GET /cards/{card}/ledger": async () => {
      const { as, cardId } = await fresh();
      const params = { card: cardId };
      return {
        as,
        notTheirs: [customer, manager, ops],
        params,
        unknown: { card: "crd_00000000000000000000000000" },
      };
    },
    "POST /cards/{card}/topups": async () => {
      const { as, cardId } = await fresh();
      const params = { card: cardId };
      const body = { amount_krw: 10_000, paymentToken: "visa-1" };
      const wrong = [-1, 0, 999, 1_000.5, 550_001, 2 ** 53, 1e300].map(
        (amount_krw): Wrong => ({
          what: `${amount_krw} won`,
          request: { as, params, key: "walk-top-up", body: { ...body, amount_krw } },
          codes: ["BAD_REQUEST"],
        }),
      );
      return {
        ...{ as, params, notTheirs: [customer], unknown: { card: "crd_00000000000000000000000000" } },
        ...{ body, otherBody: { ...body, amount_krw: 20_000 }, more: wrong },
      };
    },
    "GET /cards/{card}/topups/{topUp}": async () => {
      const { as, cardId, topUp } = await fresh();
      const { topUpId } = (await topUp(1_000)).body;
      const params = { card: cardId, topUp: topUpId };
      const unknown = { card: "crd_00000000000000000000000000", topUp: "top_00000000000000000000000000" };
      return { as, params, notTheirs: [customer], unknown };
    },
    "GET /stars": own,
    "PUT /stars/birthday": async () => ({
      ...(await own()),
      ...{ body: { birthday: "02-29" }, otherBody: { birthday: "03-01" } },
    }),
    "GET /coupons": own,
    "GET /favourites": own,
    // Everybody has names of their own for what they keep.
    "PUT /favourites/{favourite}": {
      ...{ as: customer, params: { favourite: "mornings" } },
      body: { name: "아침", storeId: "seongsu", lines: [cartLine] },
      otherBody: { name: "저녁", storeId: null, lines: [cartLine] },
    },
    "DELETE /favourites/{favourite}": { as: customer, params: { favourite: "mornings" } },
    "POST /register": {
      body: newcomer,
      more: [
        ["a name that nobody calls out", { nickname: "병신" }, "NICKNAME_REFUSED"],
        ["a name of nothing", { nickname: "\u3164\u200b" }, "BAD_REQUEST"],
        ["a role of their own choice", { roles: ["ops"] }, "BAD_REQUEST"],
      ].map(([what, wrong, code]) => ({
        what: String(what),
        request: { body: { ...newcomer, ...(wrong as object) } },
        codes: [code as "BAD_REQUEST"],
      })),
    },
    "POST /login": async () => {
      const { email } = await fresh();
      const body = { email, password: goodPassword };
      const more: Wrong[] = [
        {
          what: "another password",
          request: { body: { ...body, password: "not the right one" } },
          codes: ["UNAUTHENTICATED"],
        },
        {
          what: "nobody's address",
          request: { body: { ...body, email: "x@y.example" } },
          codes: ["UNAUTHENTICATED"],
        },
      ];
      return { body, more };
    },
    "POST /refresh": async () => ({
      headers: (await fresh()).headers,
      more: ["", "siren_refresh=made-up", "siren_refresh=", `siren_refresh=${"x".repeat(2_000)}`].map(
        (cookie) => ({
          what: `the cookie ${cookie.slice(0, 30)}`,
          request: { headers: { cookie } },
          codes: ["UNAUTHENTICATED"],
        }),
      ),
    }),
    "POST /logout": async () => ({
      ...{ as: (await fresh()).as, body: { everywhere: true } },
      more: [
        { what: "nobody, everywhere", request: { body: { everywhere: true } }, codes: ["UNAUTHENTICATED"] },
      ],
    }),
    "POST /staff/first": { body: { ...newcomer, code: "guessed" }, endsIn: "FORBIDDEN" },
    "POST /staff": {
      ...{ as: manager, notTheirs: [elsewhere], body: post, otherBody: { ...post, nickname: "다른이" } },
      more: wrongPosts(post),
    },
    "POST /staff/appointments": async () => {
      const { email, memberId } = await fresh();
      await door.inside(({ members }) => members.updateOne({ _id: memberId }, { $set: { verifiedAt: 1 } }));
      const body = { email, roles: ["barista"], stores: ["seongsu"] };
      return {
        ...{ as: manager, notTheirs: [elsewhere], body, otherBody: { ...body, roles: ["manager"] } },
        more: [
          ...wrongPosts(body),
          {
            what: "an address of nobody",
            request: { as: manager, key: "walk-post-1", body: { ...body, email: "nobody@example.org" } },
            codes: ["NOT_FOUND"],
          },
          {
            what: "an address that nobody has shown",
            request: { as: manager, key: "walk-post-2", body: { ...body, email: (await fresh()).email } },
            codes: ["NOT_VERIFIED"],
          },
        ],
      };
    },
    "GET /me": own,
    "PATCH /me": async () => {
      const { as } = await fresh();
      const more: Wrong[] = [
        { what: "a bad name", request: { as, body: { nickname: "병신" } }, codes: ["NICKNAME_REFUSED"] },
      ];
      return { as, body: { nickname: "다른이름" }, more };
    },
    "GET /me/notifications": own,
    "PUT /me/notifications": async () => {
      const { as } = await fresh();
      const off = { paid: false, making: false, ready: false };
      const body = { email: off, message: off };
      const more: Wrong[] = [
        {
          what: "an address that nobody has shown",
          request: { as, body: { ...body, email: { ...off, ready: true } } },
          codes: ["NOT_VERIFIED"],
        },
      ];
      return { as, body, more };
    },
    "PUT /me/password": async () => {
      const { as } = await fresh();
      const body = { current, password: "another long password" };
      return { as, body, more: [withWrongPassword(as, body)] };
    },
    "PUT /me/email": async () => {
      const { as, email } = await fresh();
      const body = { current, email: `new-${email}` };
      return { as, body, more: [withWrongPassword(as, body)] };
    },
    "DELETE /me": async () => {
      const { as } = await fresh();
      const body = { current, forfeitBalance: true };
      const more: Wrong[] = [
        withWrongPassword(as, body),
        { what: "with won on the card", request: { as, body: { current } }, codes: ["ILLEGAL_TRANSITION"] },
      ];
      return { as, body, more };
    },
    "GET /export": own,
    "POST /verify": async () => ({
      body: { token: await mailed((await fresh()).email, "verify") },
      more: [{ what: "a link of nobody", request: { body: { token: linkToken } }, codes: ["LINK_EXPIRED"] }],
    }),
    // Whose link was sent a moment ago: the others' may be older than the minute that it has to be.
    "POST /verify/again": async () => ({ as: (await fresh()).as, endsIn: "TOO_MANY_REQUESTS" }),
    "POST /password/reset": async () => ({ body: { email: (await fresh()).email } }),
    "POST /password/reset/confirm": async () => {
      const { email } = await fresh();
      await door.ask("POST", "/password/reset", { body: { email } });
      const body = { token: await mailed(email, "reset"), password: "one more password" };
      const more: Wrong[] = [
        {
          what: "a link of nobody",
          request: { body: { ...body, token: linkToken } },
          codes: ["LINK_EXPIRED"],
        },
      ];
      return { body, more };
    },
    "GET /mailbox": { query: { to: "newcomer@example.org" } },
    "GET /oidc": {},
    // No provider is set up here; another test plays one.
    "GET /oidc/{provider}": { params: { provider: "kakao" }, endsIn: "NOT_FOUND" },
    "GET /oidc/{provider}/callback": {
      ...{ params: { provider: "kakao" }, query: { code: "a", state: "b", error: "c" } },
    },
    "POST /oidc/confirm": async () => ({ ...(await own()), endsIn: "LINK_EXPIRED" }),
    "POST /oidc/{provider}/link": async () => ({
      ...{ ...(await own()), params: { provider: "google" }, endsIn: "NOT_FOUND" as const },
    }),
    "DELETE /oidc/{provider}/link": async () => ({ ...(await own()), params: { provider: "google" } }),
    "GET /staff": {
      as: manager,
      query: { store: "seongsu" },
      notTheirs: [elsewhere],
      unknown: { store: "nowhere" },
    },
    "PATCH /staff/{member}": async () => {
      const right = { as: manager, params: { member: (await hire()).memberId } };
      const wrong = (what: string, body: object, code: "WRONG_STORE" | "FORBIDDEN"): Wrong => ({
        ...{ what, request: { ...right, key: "walk-staff-1", body }, codes: [code] },
      });
      return {
        ...{ ...right, notTheirs: [elsewhere], unknown: nobody },
        body: { roles: ["barista", "manager"], stores: ["seongsu"], nickname: "새이름" },
        otherBody: { roles: ["barista"] },
        more: [
          wrong("to another store", { stores: ["haeundae"] }, "WRONG_STORE"),
          wrong("to ops", { roles: ["ops"] }, "FORBIDDEN"),
        ],
      };
    },
    "DELETE /staff/{member}": async () => ({
      ...{ as: manager, notTheirs: [elsewhere], unknown: nobody },
      params: { member: (await hire()).memberId },
    }),
    "PUT /me/pin": async () => {
      const { as } = await hire();
      const body = { current, pin: "402817" };
      const weak: Wrong = {
        what: "a weak PIN",
        request: { as, body: { current, pin: "123456" } },
        codes: ["BAD_REQUEST"],
      };
      return { as, body, more: [withWrongPassword(as, body), weak] };
    },
    "GET /staff/at/{store}": {
      ...{ as: manager, notTheirs: [elsewhere] },
      ...{ params: { store: "seongsu" }, unknown: { store: "nowhere" } },
    },
    "POST /staff/at/{store}/switch": async () => {
      const { as, memberId } = await hire();
      const set = await door.ask("PUT", "/me/pin", { as, body: { current, pin: "402817" } });
      if (set.status !== 204) throw new Error(JSON.stringify(set.body));
      const right = { as: manager, params: { store: "seongsu" } };
      const more: Wrong[] = [
        {
          what: "another PIN",
          request: { ...right, body: { memberId, pin: "918273" } },
          codes: ["PIN_WRONG"],
        },
        {
          what: "nobody's",
          request: { ...right, body: { memberId: of("X"), pin: "402817" } },
          codes: ["PIN_WRONG"],
        },
      ];
      return {
        ...right,
        notTheirs: [elsewhere],
        unknown: { store: "nowhere" },
        body: { memberId, pin: "402817" },
        more,
      };
    },
    "GET /.well-known/jwks.json": {},
    "GET /token-keys": { as: ops },
    "POST /token-keys": { as: ops },
  };
}

walkSurface({
  service: "member",
  door: () => door,
  people: () => ({ customer, barista, manager, ops, guest }),
  rights,
  readme: join(import.meta.dirname, "..", "README.md"),
  digest: { take: () => digest.take(), changed: changedSince },
});
