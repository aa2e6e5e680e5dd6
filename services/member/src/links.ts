import { randomBytes } from "node:crypto";
import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";
import type { LinkDoc, LinkKind } from "./account-store.ts";
import type { MemberModels } from "./store.ts";
import { hashOf } from "./tokens.ts";

export const linkLifetimeMs: Record<LinkKind, number> = {
  verify: 3 * 24 * 60 * 60_000,
  reset: 30 * 60_000,
  "email-change": 24 * 60 * 60_000,
};

const gone = () =>
  new Refusal("LINK_EXPIRED", "This link was used, has run out, or a newer one was asked for");

/** What a message carries to prove that whoever opens it reads that address. The store knows only its hash. */
export function createLinks(
  models: Pick<MemberModels, "links">,
  now: () => number,
  newSecret: () => string = () => randomBytes(32).toString("base64url"),
) {
  return {
    /** A newer link takes the place of older ones of its kind. */
    async make(tx: Tx, link: { kind: LinkKind; memberId: string; address: string }): Promise<string> {
      const token = newSecret();
      const { session } = tx;
      await models.links.deleteMany({ memberId: link.memberId, kind: link.kind }, { session });
      const expiresAt = new Date(now() + linkLifetimeMs[link.kind]);
      await models.links.create([{ _id: hashOf(token), ...link, expiresAt }], { session });
      return token;
    },

    /** Looked at before anything costly is done for a stranger. */
    async look(token: string, kinds: readonly LinkKind[]): Promise<LinkDoc> {
      const link: LinkDoc | null = await models.links.findById(hashOf(token)).lean();
      if (!link || !kinds.includes(link.kind) || link.expiresAt.getTime() <= now()) throw gone();
      return link;
    },

    /** Used up together with what it was for. */
    async take(tx: Tx, { _id }: LinkDoc): Promise<void> {
      const taken = await models.links.deleteOne({ _id }, { session: tx.session });
      if (taken.deletedCount === 0) throw gone();
    },

    async dropAll(tx: Tx, memberId: string): Promise<void> {
      await models.links.deleteMany({ memberId }, { session: tx.session });
    },
  };
}

export type Links = ReturnType<typeof createLinks>;
