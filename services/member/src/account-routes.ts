import { type Route, route } from "@siren/chassis/http/routes";
import {
  accountView,
  deletionRequest,
  emailChange,
  memberExport,
  passwordChange,
  profileChange,
  resetConfirmRequest,
  resetRequest,
  verifyRequest,
} from "@siren/contracts/accounts";
import { session } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Accounts } from "./accounts.ts";
import type { Cards } from "./cards.ts";
import type { Confirm } from "./confirmation.ts";
import { clearedCookies } from "./cookies.ts";
import type { Devices } from "./devices.ts";
import { exportOf } from "./export.ts";
import type { Leaving } from "./leaving.ts";
import { accountViewOf, type Members } from "./members.ts";
import { refuseBadNickname } from "./nicknames.ts";
import { confirmationOf, isSecure, signedIn } from "./signed-in.ts";
import type { MemberModels } from "./store.ts";

export type AccountRouteParts = {
  store: Store;
  models: MemberModels;
  members: Members;
  accounts: Accounts;
  leaving: Leaving;
  cards: Cards;
  confirm: Confirm;
  devices: Devices;
  now: () => number;
};

export const anybodySignedIn = { roles: ["customer", "barista", "manager", "ops"] } as const;
/** Where the password of now is asked. */
const refusesOfConfirmed = ["NOT_FOUND", "TOO_MANY_REQUESTS", "VERSION_CONFLICT"] as const;

/** What somebody does with their own account. */
export function accountRoutes(parts: AccountRouteParts): Route[] {
  const { store, members, accounts, leaving, confirm, devices } = parts;
  const own = async (memberId: string) =>
    accountViewOf(await members.find(memberId), await members.providersOf(memberId));

  return [
    route({
      method: "GET",
      path: "/me",
      summary: "One's own account.",
      answers: { 200: accountView },
      refuses: ["NOT_FOUND"],
      access: anybodySignedIn,
      async handle(c) {
        return { status: 200, body: await own(c.caller.sub) };
      },
    }),
    route({
      method: "PATCH",
      path: "/me",
      summary: "Another nickname for calling.",
      answers: { 200: accountView },
      refuses: ["NOT_FOUND", "NICKNAME_REFUSED", "VERSION_CONFLICT"],
      access: anybodySignedIn,
      body: profileChange,
      async handle(c) {
        const { nickname } = c.body;
        refuseBadNickname(nickname);
        await store.unitOfWork(async (tx) => {
          const before = await members.inTx(tx, c.caller.sub);
          if (before.nickname === nickname) return;
          const member = await members.change(tx, before, { nickname });
          members.tell(tx, "NicknameChanged", member, { memberId: member._id, nickname });
        });
        return { status: 200, body: await own(c.caller.sub) };
      },
    }),
    route({
      method: "PUT",
      path: "/me/password",
      summary: "Another password; every other session ends.",
      answers: { 200: session },
      refuses: refusesOfConfirmed,
      cookies: { reads: ["refresh", "device"], sets: ["refresh", "outagePass", "device"] },
      access: anybodySignedIn,
      body: passwordChange,
      async handle(c) {
        await confirm(await members.find(c.caller.sub), confirmationOf(c, c.body.current));
        const opened = await accounts.changePassword(c.caller.sub, c.body.password);
        return signedIn(c, 200, opened, devices);
      },
    }),
    route({
      method: "PUT",
      path: "/me/email",
      summary: "Another address; it counts when the link that is sent there was opened.",
      answers: { 202: null },
      refuses: [...refusesOfConfirmed, "ALREADY_REGISTERED", "MAIL_UNAVAILABLE"],
      cookies: { reads: ["refresh", "device"] },
      access: anybodySignedIn,
      body: emailChange,
      async handle(c) {
        await confirm(await members.find(c.caller.sub), confirmationOf(c, c.body.current));
        await accounts.changeEmail(c.caller.sub, c.body.email);
        return { status: 202 };
      },
    }),
    route({
      method: "DELETE",
      path: "/me",
      summary: "Ends the account; what the ledger keeps has no name.",
      answers: { 204: null },
      refuses: [...refusesOfConfirmed, "ILLEGAL_TRANSITION"],
      cookies: { reads: ["refresh", "device"], sets: ["refresh", "outagePass"] },
      access: anybodySignedIn,
      body: deletionRequest,
      async handle(c) {
        await confirm(await members.find(c.caller.sub), confirmationOf(c, c.body.current));
        await leaving.leave(c.caller.sub, c.body.forfeitBalance ?? false);
        return { status: 204, headers: { "set-cookie": clearedCookies(isSecure(c)) } };
      },
    }),
    route({
      method: "GET",
      path: "/export",
      summary: "Everything that is kept about oneself.",
      answers: { 200: memberExport },
      refuses: ["NOT_FOUND"],
      access: anybodySignedIn,
      async handle(c) {
        const body = await exportOf(parts, c.caller.sub);
        const headers = {
          "content-disposition": 'attachment; filename="siren-account.json"',
          "cache-control": "no-store",
        };
        return { status: 200, body, headers };
      },
    }),
    route({
      method: "POST",
      path: "/verify",
      summary: "Shows with the link's token that an address is one's own.",
      answers: { 204: null },
      refuses: ["LINK_EXPIRED", "ALREADY_REGISTERED", "NOT_FOUND", "VERSION_CONFLICT"],
      access: "anyone",
      body: verifyRequest,
      async handle(c) {
        await accounts.verify(c.body.token);
        return { status: 204 };
      },
    }),
    route({
      method: "POST",
      path: "/verify/again",
      summary: "Sends that link again.",
      answers: { 202: null },
      refuses: ["NOT_FOUND", "TOO_MANY_REQUESTS", "MAIL_UNAVAILABLE"],
      access: anybodySignedIn,
      async handle(c) {
        await accounts.verifyAgain(c.caller.sub);
        return { status: 202 };
      },
    }),
    route({
      method: "POST",
      path: "/password/reset",
      summary: "Sends a link for a new password; answered alike for every address.",
      answers: { 202: null },
      refuses: ["MAIL_UNAVAILABLE"],
      access: "anyone",
      body: resetRequest,
      async handle(c) {
        await accounts.resetWanted(c.body.email);
        return { status: 202 };
      },
    }),
    route({
      method: "POST",
      path: "/password/reset/confirm",
      summary: "Sets a new password with the link's token, and signs in.",
      answers: { 200: session },
      refuses: ["LINK_EXPIRED", "NOT_FOUND", "VERSION_CONFLICT"],
      cookies: { reads: ["device"], sets: ["refresh", "outagePass", "device"] },
      access: "anyone",
      body: resetConfirmRequest,
      async handle(c) {
        return signedIn(c, 200, await accounts.reset(c.body.token, c.body.password), devices);
      },
    }),
  ];
}

/** What an unverified address is not enough for. */
export function refuseUnverified(member: { verifiedAt?: number | null }): void {
  if (typeof member.verifiedAt !== "number")
    throw new Refusal("NOT_VERIFIED", "Please open the link that was sent to your address first");
}
