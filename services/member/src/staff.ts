import type { appointmentRequest, StaffView, staffChange } from "@siren/contracts/accounts";
import { Refusal } from "@siren/contracts/refusal";
import type { Role } from "@siren/contracts/roles";
import type { Tx } from "@siren/store/unit-of-work";
import type * as z from "zod/mini";
import { addressOf, type Members } from "./members.ts";
import type { Notifier } from "./notifier.ts";
import { type Post, refusalToAppoint } from "./rules.ts";
import type { Sessions } from "./sessions.ts";
import type { MemberDoc, MemberModels } from "./store.ts";

type Parts = {
  models: Pick<MemberModels, "members">;
  members: Members;
  sessions: Sessions;
  notifier: Notifier;
};
type By = Post & { sub: string };

const staffRoles = ["barista", "manager", "ops"] as const;
const isStaff = ({ roles }: Pick<MemberDoc, "roles">) => staffRoles.some((role) => roles.includes(role));

/** Whoever was a customer first goes on as one: their card is theirs, and is paid with by customers only. */
const withOwn = ({ roles }: Pick<MemberDoc, "roles">, posts: readonly Role[]): Role[] => [
  ...new Set([...roles.filter((role) => role === "customer"), ...posts]),
];

const staffViewOf = (member: MemberDoc): StaffView => ({
  ...{ memberId: member._id, email: addressOf(member), nickname: member.nickname },
  ...{ roles: member.roles, stores: member.stores, hasPin: typeof member.pinHash === "string" },
  version: member.version,
});

/** Who works where. A manager sees and changes those of the own stores only, ops everybody. */
export function createStaff({ models, members, sessions, notifier }: Parts) {
  /** Somebody whom `by` may change: nobody changes themselves, so that no store loses its last manager by a slip. */
  async function theirs(tx: Tx, by: By, memberId: string): Promise<MemberDoc> {
    const member = await members.inTx(tx, memberId);
    if (!isStaff(member)) throw new Refusal("NOT_FOUND");
    const refused = refusalToAppoint(by, member);
    // Whom a manager has no business with is not there for them.
    if (refused === "WRONG_STORE" && !member.stores.some((one) => by.stores.includes(one)))
      throw new Refusal("NOT_FOUND");
    if (refused) throw new Refusal(refused);
    if (memberId === by.sub) throw new Refusal("FORBIDDEN", "Somebody else has to change your own post");
    return member;
  }

  return {
    async list(by: By, storeId: string | undefined): Promise<StaffView[]> {
      const isOps = by.roles.includes("ops");
      if (!isOps && storeId !== undefined && !by.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
      const where = storeId !== undefined ? [storeId] : isOps ? undefined : [...by.stores];
      const staff: MemberDoc[] = await models.members
        .find({ roles: { $in: [...staffRoles] }, ...(where && { stores: { $in: where } }) })
        .sort({ _id: 1 })
        .limit(500)
        .lean();
      return staff.map(staffViewOf);
    },

    /**
     * A post for an account that is there already. Its address has to be confirmed: anybody can register with the
     * address of whoever is to work here, and wait for this.
     */
    async appoint(tx: Tx, by: By, wish: z.infer<typeof appointmentRequest>): Promise<StaffView> {
      const stores = [...new Set(wish.stores)];
      const refused = refusalToAppoint(by, { roles: wish.roles, stores });
      if (refused) throw new Refusal(refused);
      const email = wish.email.toLowerCase();
      const found: MemberDoc | null = await models.members
        .findOne({ email }, null, { session: tx.session })
        .lean();
      if (!found || typeof found.deletedAt === "number") throw new Refusal("NOT_FOUND");
      if (isStaff(found)) throw new Refusal("ILLEGAL_TRANSITION", "They have a post already");
      if (typeof found.verifiedAt !== "number")
        throw new Refusal("NOT_VERIFIED", "They have to open the link that was sent to their address first");
      const post = { roles: withOwn(found, wish.roles), stores };
      const member = await members.endTokens(tx, found, post, "SessionRevoked");
      await notifier.tell(tx, { to: email, about: "appointed" });
      return staffViewOf(member);
    },

    /** Another post ends what the old one had opened at once; their page gets the new one with its next token. */
    async change(tx: Tx, by: By, memberId: string, wish: z.infer<typeof staffChange>): Promise<StaffView> {
      const before = await theirs(tx, by, memberId);
      if (wish.expectedVersion !== undefined && wish.expectedVersion !== before.version)
        throw new Refusal("VERSION_CONFLICT");
      const roles = wish.roles ? withOwn(before, wish.roles) : before.roles;
      const stores = wish.stores ? [...new Set(wish.stores)] : before.stores;
      const refused = refusalToAppoint(by, { roles, stores });
      if (refused) throw new Refusal(refused);
      let member = before;
      if (wish.nickname !== undefined && wish.nickname !== before.nickname) {
        const { nickname } = wish;
        member = await members.change(tx, member, { nickname });
        members.tell(tx, "NicknameChanged", member, { memberId, nickname });
      }
      if (wish.roles || wish.stores)
        member = await members.endTokens(tx, member, { roles, stores }, "SessionRevoked");
      return staffViewOf(member);
    },

    /** They work here no more; the account is a customer's from now on. */
    async letGo(tx: Tx, by: By, memberId: string): Promise<null> {
      const before = await theirs(tx, by, memberId);
      await sessions.closeAll(tx, memberId);
      const plain: Partial<MemberDoc> = { roles: ["customer"], stores: [], pinHash: null };
      await members.endTokens(tx, before, plain, "SessionRevoked");
      return null;
    },
  };
}

export type Staff = ReturnType<typeof createStaff>;
