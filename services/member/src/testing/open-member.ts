import { createIds } from "@siren/chassis/ids";
import { type Env, openServiceDoor, person } from "@siren/chassis/testing/service-door";
import { openStore } from "@siren/store/open-store";
import { buildMember } from "../app.ts";
import { memberConfig } from "../config.ts";
import type { PaymentProvider } from "../payment-provider.ts";
import { type MemberModels, memberModels } from "../store.ts";

export const goodPassword = "a long password";

/** A hash of a tenth of a millisecond in place of forty: nobody attacks the passwords of a test. */
const cheap = { memory: 8, passes: 1 };

/** Member behind a real door, with order played, and what a test of money needs at hand. */
export async function openMember(env: Env = {}, provider?: PaymentProvider, passwordCost = cheap) {
  let tokenKeyFile = "";
  const door = await openServiceDoor(
    "member",
    (told, given) =>
      buildMember({
        config: memberConfig({ ...told, TOKEN_KEY_FILE: tokenKeyFile }),
        ...given,
        passwordCost,
        ...(provider && { provider }),
      }),
    { NOTIFIER: "mailbox", ...env },
  );
  try {
    const { file } = await door.makeKey("member-tokens");
    tokenKeyFile = file;
    const order = await door.peer("order");
    await door.start();
    return { ...door, order, tokenKeyFile, ...moneyOf(door), ...insideOf(door) };
  } catch (error) {
    await door.close();
    throw error;
  }
}

/** What no endpoint does yet, done to the store itself. */
function insideOf(door: Door) {
  async function inside<T>(work: (models: MemberModels) => Promise<T>): Promise<T> {
    const { STORE = "" } = await door.envOf();
    const store = await openStore(STORE, { log: { info() {}, warn() {} }, now: door.now });
    try {
      return await work(memberModels(store));
    } finally {
      await store.close();
    }
  }
  return {
    inside,
    /** The same for a test that looks again and again; whoever opens it closes it. */
    async look() {
      const { STORE = "" } = await door.envOf();
      const store = await openStore(STORE, { log: { info() {}, warn() {} }, now: door.now });
      return { ...memberModels(store), close: () => store.close() };
    },
    lock: (cardId: string) =>
      inside(({ cards }) => cards.updateOne({ _id: cardId }, { $set: { locked: true } })),
  };
}

type Asked = NonNullable<Parameters<Door["ask"]>[2]>;
type Door = Awaited<ReturnType<typeof openServiceDoor>>;
let people = 0;

function moneyOf(door: Door) {
  const newId = createIds(Date.now);

  async function cardOf(memberId: string) {
    const { body } = await door.ask("GET", "/cards", { as: person(memberId, ["customer"]) });
    return body.cards[0];
  }

  return {
    newId,
    cardOf,
    /** Somebody with an account and, when asked for, won on the card. */
    async somebody(topUp_krw = 0) {
      people += 1;
      const email = `person${people}@example.org`;
      const body = { email, password: goodPassword, nickname: `사람${people}` };
      const { body: session, headers } = await door.ask("POST", "/register", { body });
      const { memberId } = session.member;
      const { cardId } = await cardOf(memberId);
      const as = person(memberId, ["customer"]);
      const topUp = (amount_krw: number, key: string = newId("cmd"), paymentToken = "visa-1") =>
        door.ask("POST", `/cards/${cardId}/topups`, { as, key, body: { amount_krw, paymentToken } });
      if (topUp_krw > 0) await topUp(topUp_krw);
      const card = { memberId, cardId };
      return { ...card, card, email, as, topUp, headers, session, wallet: () => cardOf(memberId) };
    },
    /** What whoever appoints does, with a key of its own as a page sends it. */
    staff: (method: "POST" | "PATCH" | "DELETE", path: string, asked: Asked) =>
      door.ask(method, `/staff${path}`, { key: newId("cmd"), ...asked }),
    hold: (orderId: string, card: { memberId: string; cardId: string }, amount_krw: number, at?: object) =>
      door.ask("PUT", `/internal/holds/${orderId}`, {
        as: "order",
        body: { memberId: card.memberId, cardId: card.cardId, amount_krw },
        ...at,
      }),
    ledger: async () => (await door.ask("GET", "/internal/audit/ledger", { as: "auditor" })).body,
  };
}

export type Member = Awaited<ReturnType<typeof openMember>>;
export const balanced = { accounts_krw: 0, unbalancedJournals: 0, negativeAccounts: 0, heldMismatches: 0 };
