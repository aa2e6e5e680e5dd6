import type { ExamplesOf } from "./form.ts";
import { at, cardId, couponId, memberId, orderId, storeId } from "./golden-ids.ts";
import type * as member from "./member.ts";

const memberView: member.MemberView = {
  ...{ memberId, nickname: "미나", roles: ["barista"], stores: [storeId] },
};
const card = { cardId, available_krw: 40_000, held_krw: 10_000, arrears_krw: 0 };
const entry = {
  ...{ journalId: "jnl_01J9ZK3V5QW8XH2N7TB4RCEDFP", at, kind: "hold" as const, orderId },
  ...{ available_krw: -10_000, held_krw: 10_000 },
};
const signIn = { email: "mina@siren.example", password: "a long password" };

export const memberExamples: ExamplesOf<typeof member> = {
  registerRequest: { ...signIn, nickname: "미나" },
  loginRequest: signIn,
  logoutRequest: { everywhere: true },
  staffRequest: {
    ...signIn,
    email: "jun@siren.example",
    nickname: "준",
    roles: ["barista"],
    stores: [storeId],
  },
  memberView,
  session: { accessToken: "eyJhbGciOiJFZERTQSJ9.e30.c2ln", expiresAt: at + 900_000, member: memberView },
  cardView: card,
  cardList: { cards: [card] },
  topUpRequest: { amount_krw: 50_000, paymentToken: "visa-1" },
  topUpView: { topUpId: "top_01J9ZK3V5QW8XH2N7TB4RCEDFQ", amount_krw: 50_000, state: "SETTLED", card },
  ledgerEntry: entry,
  ledgerPage: { entries: [entry], next: entry.journalId },
  holdRequest: { memberId, cardId, amount_krw: 10_000, couponId },
  holdView: { orderId, state: "PLACED", amount_krw: 10_000 },
  jwks: {
    keys: [
      { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", kid: "member-tokens" },
    ],
  },
};
