import type { AccountView } from "@siren/contracts/accounts";
import type { EventData } from "@siren/contracts/events";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { MemberDoc, MemberModels } from "./store.ts";

/** What member tells of a person, beside what it tells of the card. */
type ToldOfPerson =
  | "MemberRegistered"
  | "NicknameChanged"
  | "SessionRevoked"
  | "CredentialChanged"
  | "MemberDeleted";

export const isDuplicate = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === 11000;

/** The address, or null where there is none. */
export const addressOf = ({ email }: Pick<MemberDoc, "email">) => (email.includes("@") ? email : null);

export const accountViewOf = (member: MemberDoc, providers: string[]): AccountView => ({
  memberId: member._id,
  nickname: member.nickname,
  roles: member.roles,
  stores: member.stores,
  email: addressOf(member),
  isVerified: typeof member.verifiedAt === "number",
  hasPassword: member.passwordHash !== null,
  hasPin: typeof member.pinHash === "string",
  providers,
});

/** Reads and changes one member; each change has the next version, which its event carries. */
export function createMembers(models: Pick<MemberModels, "members" | "identities">, now: () => number) {
  async function inTx(tx: Tx, memberId: string): Promise<MemberDoc> {
    const member: MemberDoc | null = await models.members
      .findById(memberId, null, { session: tx.session })
      .lean();
    if (!member || typeof member.deletedAt === "number") throw new Refusal("NOT_FOUND");
    return member;
  }

  function tell<T extends ToldOfPerson>(tx: Tx, type: T, member: MemberDoc, data: EventData<T>): void {
    const { _id: aggregateId, version: aggregateVersion } = member;
    tx.publish({ type, aggregateId, aggregateVersion, at: now(), data });
  }

  async function change(tx: Tx, before: MemberDoc, set: Partial<MemberDoc>): Promise<MemberDoc> {
    const version = before.version + 1;
    const saved = await models.members.updateOne(
      { _id: before._id, version: before.version },
      { $set: { ...set, version } },
      { session: tx.session },
    );
    if (saved.matchedCount === 0) throw new Refusal("VERSION_CONFLICT");
    return { ...before, ...set, version };
  }

  return {
    inTx,
    tell,
    change,

    /** Ends every token, pass and open socket of theirs that is from before this moment. */
    async endTokens(
      tx: Tx,
      before: MemberDoc,
      set: Partial<MemberDoc>,
      type: "SessionRevoked" | "CredentialChanged" | "MemberDeleted",
    ): Promise<MemberDoc> {
      const notBefore = now();
      const member = await change(tx, before, { ...set, notBefore });
      tell(tx, type, member, { memberId: member._id, notBefore });
      return member;
    },

    async find(memberId: string): Promise<MemberDoc> {
      const member: MemberDoc | null = await models.members.findById(memberId).lean();
      if (!member || typeof member.deletedAt === "number") throw new Refusal("NOT_FOUND");
      return member;
    },

    async providersOf(memberId: string): Promise<string[]> {
      const linked = await models.identities.find({ memberId }).sort({ _id: 1 }).lean();
      return linked.map(({ provider }) => provider);
    },
  };
}

export type Members = ReturnType<typeof createMembers>;
