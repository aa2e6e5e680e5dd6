import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import type { LinkKind } from "./account-store.ts";
import { type Links, linkLifetimeMs } from "./links.ts";
import { addressOf, isDuplicate, type Members } from "./members.ts";
import type { Notifier } from "./notifier.ts";
import type { Passwords } from "./passwords.ts";
import type { OpenSession, Sessions } from "./sessions.ts";
import type { MemberDoc, MemberModels } from "./store.ts";
import { hashOf } from "./tokens.ts";

type Parts = {
  store: Store;
  models: MemberModels;
  members: Members;
  sessions: Sessions;
  passwords: Passwords;
  links: Links;
  notifier: Notifier;
  /** What a link begins with: the page that takes its token. */
  pageUrl: string;
  now: () => number;
};

const ofAddress = z.object({ email: z.string() });
/** A mailbox is not filled by whoever knows its address. */
const mailPauseMs = 60_000;
/** Nothing was done and nothing has to be done: once a day says it. */
const registeringPauseMs = 24 * 60 * 60_000;

/** Showing that an address is one's own, and what follows from it: a new password, a new address. */
export function createAccounts(parts: Parts) {
  const { store, models, members, sessions, passwords, links, notifier, now } = parts;
  const urlFor = (page: string, token: string) => `${parts.pageUrl}/${page}#token=${token}`;

  async function askToVerify(tx: Tx, member: MemberDoc): Promise<void> {
    const address = addressOf(member);
    if (address === null || typeof member.verifiedAt === "number" || !notifier.delivers) return;
    const token = await links.make(tx, { kind: "verify", memberId: member._id, address });
    await notifier.tell(tx, { to: address, about: "verify", link: urlFor("verify", token) });
  }

  /** The same for every address, known or not. */
  function refuseWithoutMail(): void {
    if (notifier.delivers) return;
    throw new Refusal("MAIL_UNAVAILABLE", "Messages are not sent from here yet; please ask at the store", {
      retryAfterS: 3_600,
    });
  }

  /** How long until another message of this kind may go to somebody. */
  async function pauseLeftMs(tx: Tx, memberId: string, kind: LinkKind): Promise<number> {
    const last = await models.links.findOne({ memberId, kind }, null, { session: tx.session }).lean();
    return last ? last.expiresAt.getTime() - linkLifetimeMs[kind] + mailPauseMs - now() : 0;
  }

  async function refuseTooSoon(tx: Tx, memberId: string, kind: LinkKind): Promise<void> {
    const waitMs = await pauseLeftMs(tx, memberId, kind);
    if (waitMs > 0)
      throw new Refusal("TOO_MANY_REQUESTS", "The last message was sent a moment ago", {
        retryAfterS: Math.ceil(waitMs / 1000),
      });
  }

  /** The same is done in the same time for an address that nobody has: a timer finds out, and sends or does not. */
  async function sendReset(tx: Tx, email: string): Promise<void> {
    const member: MemberDoc | null = await models.members
      .findOne({ email }, null, { session: tx.session })
      .lean();
    if (!member || !notifier.delivers || (await pauseLeftMs(tx, member._id, "reset")) > 0) return;
    const token = await links.make(tx, { kind: "reset", memberId: member._id, address: email });
    await notifier.tell(tx, { to: email, about: "reset", link: urlFor("reset", token) });
  }

  /** Whoever owns the address knows of it, and has the way in at hand if it was they. */
  async function tellOwner(tx: Tx, email: string): Promise<void> {
    const member: MemberDoc | null = await models.members
      .findOne({ email }, null, { session: tx.session })
      .lean();
    if (!member || now() - (member.toldOfRegisteringAt ?? 0) < registeringPauseMs) return;
    const toldOfRegisteringAt = now();
    await models.members.updateOne(
      { _id: member._id },
      { $set: { toldOfRegisteringAt } },
      { session: tx.session },
    );
    await notifier.tell(tx, { to: email, about: "already-registered", link: `${parts.pageUrl}/forgot` });
  }

  async function setPassword(
    tx: Tx,
    before: MemberDoc,
    passwordHash: string,
    set: Partial<MemberDoc> = {},
  ): Promise<OpenSession> {
    await sessions.closeAll(tx, before._id);
    await links.dropAll(tx, before._id);
    const member = await members.endTokens(tx, before, { passwordHash, ...set }, "CredentialChanged");
    const to = addressOf(member);
    if (to !== null) await notifier.tell(tx, { to, about: "password-changed" });
    return sessions.open(tx, member, now());
  }

  const timers: TimerHandlers<Tx> = {
    "account.reset-wanted": ({ data }, tx) => sendReset(tx, ofAddress.parse(data).email),
    "account.registered-anew": ({ data }, tx) => tellOwner(tx, ofAddress.parse(data).email),
  };

  return {
    timers,
    askToVerify,

    /** Somebody registered an address that has an account: its owner is written to, a little later. */
    async registeredAnew(tx: Tx, email: string): Promise<void> {
      const data = { email: email.toLowerCase() };
      const id = `registered-anew:${hashOf(data.email)}`;
      await tx.schedule({ id, kind: "account.registered-anew", dueAt: now(), data });
    },

    /** Asked for again by whoever is signed in. */
    async verifyAgain(memberId: string): Promise<void> {
      refuseWithoutMail();
      await store.unitOfWork(async (tx) => {
        const member = await members.inTx(tx, memberId);
        await refuseTooSoon(tx, memberId, "verify");
        await askToVerify(tx, member);
      });
    },

    async verify(token: string): Promise<MemberDoc> {
      const link = await links.look(token, ["verify", "email-change"]);
      try {
        return await store.unitOfWork(async (tx) => {
          await links.take(tx, link);
          const member = await members.inTx(tx, link.memberId);
          if (link.kind === "verify") {
            if (member.email !== link.address)
              throw new Refusal("LINK_EXPIRED", "The address is another now");
            return members.change(tx, member, { verifiedAt: now() });
          }
          const before = addressOf(member);
          // What was sent to the old address opens nothing any more.
          await links.dropAll(tx, member._id);
          if (before !== null) await notifier.tell(tx, { to: before, about: "email-changed" });
          // So is what was to be told of orders, and waits.
          const waiting = { memberId: member._id, channel: "email" as const };
          await models.outgoing.updateMany(waiting, { $set: { to: link.address } }, { session: tx.session });
          return members.change(tx, member, { email: link.address, verifiedAt: now() });
        });
      } catch (error) {
        if (isDuplicate(error)) throw new Refusal("ALREADY_REGISTERED");
        throw error;
      }
    },

    async resetWanted(email: string): Promise<void> {
      refuseWithoutMail();
      const address = email.toLowerCase();
      const data = { email: address };
      await store.unitOfWork((tx) =>
        tx.schedule({ id: `reset:${hashOf(address)}`, kind: "account.reset-wanted", dueAt: now(), data }),
      );
    },

    /** Whoever opened the link reads that address: they are signed in, and everybody else is signed out. */
    async reset(token: string, password: string): Promise<OpenSession> {
      const link = await links.look(token, ["reset"]);
      const passwordHash = await passwords.hash(password);
      return store.unitOfWork(async (tx) => {
        await links.take(tx, link);
        const member = await members.inTx(tx, link.memberId);
        if (member.email !== link.address) throw new Refusal("LINK_EXPIRED", "The address is another now");
        // Whoever knew the old password could have set these up, and would come in by them again.
        if (member.passwordHash !== null)
          await models.identities.deleteMany({ memberId: member._id }, { session: tx.session });
        const anew = { verifiedAt: member.verifiedAt ?? now(), pinHash: null };
        return setPassword(tx, member, passwordHash, anew);
      });
    },

    async changePassword(memberId: string, password: string): Promise<OpenSession> {
      const passwordHash = await passwords.hash(password);
      return store.unitOfWork(async (tx) => setPassword(tx, await members.inTx(tx, memberId), passwordHash));
    },

    /** The new address counts once its link was opened; until then everything is as it was. */
    async changeEmail(memberId: string, email: string): Promise<void> {
      refuseWithoutMail();
      const address = email.toLowerCase();
      await store.unitOfWork(async (tx) => {
        await refuseTooSoon(tx, memberId, "email-change");
        const token = await links.make(tx, { kind: "email-change", memberId, address });
        await notifier.tell(tx, { to: address, about: "email-change", link: urlFor("verify", token) });
      });
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
