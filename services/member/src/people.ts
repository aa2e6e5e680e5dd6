import type { MemberView } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type { Role } from "@siren/contracts/roles";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { Cards } from "./cards.ts";
import { type Key, keyedIn } from "./keyed-write.ts";
import { isDuplicate } from "./members.ts";
import { refuseBadNickname } from "./nicknames.ts";
import type { Passwords } from "./passwords.ts";
import { type OpenSession, type Sessions, viewOfMember } from "./sessions.ts";
import type { MemberDoc, MemberModels } from "./store.ts";

export type NewMember = {
  memberId: string;
  cardId: string;
  email: string;
  /** Null: they come by a provider. */
  password: string | null;
  nickname: string;
  roles: Role[];
  stores: string[];
  /** The address is known to be theirs: nobody is asked to show it. */
  isVerified?: boolean;
};

type Parts = {
  store: Store;
  models: MemberModels;
  cards: Cards;
  sessions: Sessions;
  passwords: Passwords;
  /** What is sent to whoever is new here. */
  greet: (tx: Tx, member: MemberDoc) => Promise<void>;
  now: () => number;
};

/** Who has an account, and the sessions that they have open. */
export function createPeople({ store, models, cards, sessions, passwords, greet, now }: Parts) {
  async function enter(tx: Tx, fresh: NewMember, passwordHash: string | null): Promise<MemberDoc> {
    const member: MemberDoc = {
      _id: fresh.memberId,
      email: fresh.email.toLowerCase(),
      passwordHash,
      nickname: fresh.nickname,
      roles: fresh.roles,
      stores: fresh.stores,
      verifiedAt: fresh.isVerified ? now() : null,
      notBefore: 0,
      version: 1,
      createdAt: now(),
    };
    await models.members.create([member], { session: tx.session });
    await cards.open(tx, { cardId: fresh.cardId, memberId: fresh.memberId });
    tx.publish({
      type: "MemberRegistered",
      aggregateId: member._id,
      aggregateVersion: member.version,
      at: now(),
      data: { memberId: member._id, nickname: member.nickname },
    });
    await greet(tx, member);
    return member;
  }

  async function make<T>(
    fresh: NewMember,
    work: (tx: Tx, enterThem: () => Promise<MemberDoc>) => Promise<T>,
  ): Promise<T> {
    refuseBadNickname(fresh.nickname);
    const passwordHash = fresh.password === null ? null : await passwords.hash(fresh.password);
    try {
      return await store.unitOfWork((tx) => work(tx, () => enter(tx, fresh, passwordHash)));
    } catch (error) {
      if (isDuplicate(error)) throw new Refusal("ALREADY_REGISTERED");
      throw error;
    }
  }

  return {
    enter,

    /** `alongside` commits together with the account, or keeps it from being made. */
    register: (
      fresh: NewMember,
      alongside: (tx: Tx) => Promise<void> = async () => {},
    ): Promise<OpenSession> =>
      make(fresh, async (tx, enterThem) => {
        await alongside(tx);
        return sessions.open(tx, await enterThem(), now());
      }),

    /** An account for somebody else: whoever makes it is not signed in as them. */
    appoint(fresh: NewMember, key: Key): Promise<MemberView> {
      const { email, nickname, roles, stores } = fresh;
      return make(fresh, (tx, enterThem) =>
        keyedIn(store, tx, key, { email, nickname, roles, stores }, async () =>
          viewOfMember(await enterThem()),
        ),
      );
    },

    async refresh(presented: string): Promise<OpenSession> {
      const session = await store.unitOfWork((tx) => sessions.refresh(tx, presented, now()));
      if (!session) throw new Refusal("UNAUTHENTICATED", "Please sign in again");
      return session;
    },

    async logout(presented: string): Promise<void> {
      await store.unitOfWork((tx) => sessions.close(tx, presented));
    },

    /** Ends every session, and with the event every token, pass and open socket elsewhere. */
    async logoutEverywhere(memberId: string): Promise<void> {
      await store.unitOfWork(async (tx) => {
        const notBefore = now();
        const member = await models.members
          .findByIdAndUpdate(
            memberId,
            { $set: { notBefore }, $inc: { version: 1 } },
            { session: tx.session, returnDocument: "after" },
          )
          .lean();
        if (!member) throw new Refusal("NOT_FOUND");
        await sessions.closeAll(tx, memberId);
        tx.publish({
          type: "SessionRevoked",
          aggregateId: memberId,
          aggregateVersion: member.version,
          at: notBefore,
          data: { memberId, notBefore },
        });
      });
    },
  };
}

export type People = ReturnType<typeof createPeople>;
