import type * as accounts from "./accounts.ts";
import type { ExamplesOf } from "./form.ts";
import { at, cardId, memberId, storeId } from "./golden-ids.ts";
import { memberExamples } from "./golden-member.ts";
import { notificationExamples } from "./golden-notifications.ts";
import { walletExamples } from "./golden-wallet.ts";

const token = "dGhpcyBpcyAzMiBieXRlcyBvZiBwdXJlIGNoYW5jZSE";
const current = "a long password";
const accountView: accounts.AccountView = {
  ...{ memberId, nickname: "미나", roles: ["customer"], stores: [storeId], email: "mina@siren.example" },
  ...{ isVerified: true, hasPassword: true, hasPin: false, providers: ["kakao"] },
};
const mail: accounts.Mail = {
  ...{ mailId: "cmd_01J9ZK3V5QW8XH2N7TB4RCEDFS", to: "mina@siren.example", about: "verify", at },
  ...{ subject: "주소를 확인해 주세요", text: "아래 주소를 열어 주세요" },
  ...{ channel: "email", html: "<p>아래 주소를 열어 주세요</p>" },
};
const staffView: accounts.StaffView = {
  ...{ memberId, email: "jun@siren.example", nickname: "준", roles: ["barista"], stores: [storeId] },
  ...{ hasPin: true, version: 3 },
};

export const accountExamples: ExamplesOf<typeof accounts> = {
  verifyRequest: { token },
  resetRequest: { email: "mina@siren.example" },
  resetConfirmRequest: { token, password: "another long password" },
  accountView,
  profileChange: { nickname: "미나" },
  passwordChange: { current, password: "another long password" },
  emailChange: { current, email: "mina.kim@siren.example" },
  deletionRequest: { current, forfeitBalance: true },
  mail,
  mailbox: { mails: [mail] },
  memberExport: {
    ...{ at, account: accountView, createdAt: at - 86_400_000 },
    sessions: [{ startedAt: at - 3_600_000, lastUsedAt: at }],
    cards: [memberExamples.cardView],
    ledger: [{ cardId, entry: memberExamples.ledgerEntry }],
    topUps: [{ topUpId: "top_01J9ZK3V5QW8XH2N7TB4RCEDFG", cardId, amount_krw: 30_000, state: "SETTLED", at }],
    stars: walletExamples.starAccount,
    coupons: walletExamples.couponList.coupons,
    favourites: walletExamples.favouriteList.favourites,
    notifications: notificationExamples.notificationChoices,
  },
  staffView,
  staffList: { staff: [staffView] },
  appointmentRequest: { email: "mina@siren.example", roles: ["barista"], stores: [storeId] },
  staffChange: { roles: ["barista", "manager"], stores: [storeId], nickname: "준", expectedVersion: 3 },
  pinChange: { current, pin: "402817" },
  tabletFaces: { faces: [{ memberId, nickname: "준" }] },
  switchRequest: { memberId, pin: "402817" },
  tokenKeyList: { keys: [{ kid: "member-tokens", state: "ENDING", signsFrom: 0, endsAt: at + 43_200_000 }] },
  oidcStart: { url: "https://accounts.example/authorize?client_id=siren" },
  oidcProviders: { providers: ["kakao", "google"] },
};
