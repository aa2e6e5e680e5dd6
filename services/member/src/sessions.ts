import type { MemberView } from "@siren/contracts/member";
import type { Tx } from "@siren/store/unit-of-work";
import { decideRefresh } from "./rules.ts";
import type { MemberDoc, MemberModels } from "./store.ts";
import { refreshLifetimeMs } from "./token-times.ts";
import { hashOf, sessionOf, type TokenSubject, type Tokens } from "./tokens.ts";

export type OpenSession = {
  accessToken: string;
  expiresAt: number;
  outagePass: string;
  refresh: string;
  member: MemberView;
};

export const viewOfMember = (member: MemberDoc): MemberView => ({
  memberId: member._id,
  nickname: member.nickname,
  roles: member.roles,
  stores: member.stores,
});

/** Sessions are families of refresh tokens: each use hands out the next one, a stolen old one ends them all. */
export function createSessions(models: MemberModels, tokens: Tokens, newSessionId: () => string) {
  async function tokensFor(
    member: MemberDoc,
    sessionId: string,
    refresh: string,
    now: number,
  ): Promise<OpenSession> {
    const subject: TokenSubject = {
      memberId: member._id,
      sessionId,
      roles: member.roles,
      stores: member.stores,
      nickname: member.nickname,
    };
    const access = await tokens.access(subject, now);
    return {
      accessToken: access.token,
      expiresAt: access.expiresAt,
      outagePass: await tokens.outagePass(subject, now),
      refresh,
      member: viewOfMember(member),
    };
  }

  return {
    async open(tx: Tx, member: MemberDoc, now: number): Promise<OpenSession> {
      const sessionId = newSessionId();
      const refresh = tokens.firstRefresh(sessionId);
      const family = {
        _id: sessionId,
        memberId: member._id,
        currentHash: hashOf(refresh),
        previousHash: null,
        rotatedAt: now,
        signedInAt: now,
        expiresAt: new Date(now + refreshLifetimeMs),
      };
      await models.sessions.create([family], { session: tx.session });
      return tokensFor(member, sessionId, refresh, now);
    },

    /** Undefined: sign in again. A token that was used up long ago ends the whole family. */
    async refresh(tx: Tx, presented: string, now: number): Promise<OpenSession | undefined> {
      const sessionId = sessionOf(presented);
      if (!sessionId) return undefined;
      const family = await models.sessions.findById(sessionId, null, { session: tx.session }).lean();
      const decision = decideRefresh(family, hashOf(presented), now);
      if (decision === "reuse") await models.sessions.deleteOne({ _id: sessionId }, { session: tx.session });
      if (!family || decision === "reuse" || decision === "unknown" || family.expiresAt.getTime() <= now)
        return undefined;
      const member = await models.members.findById(family.memberId, null, { session: tx.session }).lean();
      if (!member) return undefined;
      const successor = tokens.successorOf(presented);
      if (decision === "rotate") {
        const rotated = await models.sessions.updateOne(
          { _id: sessionId, currentHash: family.currentHash },
          {
            $set: {
              currentHash: hashOf(successor),
              previousHash: family.currentHash,
              rotatedAt: now,
              expiresAt: new Date(now + refreshLifetimeMs),
            },
          },
          { session: tx.session },
        );
        if (rotated.matchedCount === 0) return undefined;
      }
      return tokensFor(member, sessionId, successor, now);
    },

    async close(tx: Tx, presented: string): Promise<void> {
      const sessionId = sessionOf(presented);
      if (!sessionId) return;
      // Only whoever holds a token of the family may end it.
      const hash = hashOf(presented);
      await models.sessions.deleteOne(
        { _id: sessionId, $or: [{ currentHash: hash }, { previousHash: hash }] },
        { session: tx.session },
      );
    },

    /** When the owner of this refresh token last proved who they are; undefined when it is not this member's. */
    async provenAt(presented: string | undefined, memberId: string): Promise<number | undefined> {
      if (presented === undefined) return undefined;
      const family = await models.sessions.findById(sessionOf(presented) ?? "").lean();
      const isTheirs = family?.memberId === memberId && family.currentHash === hashOf(presented);
      return isTheirs ? family.signedInAt : undefined;
    },

    async closeAll(tx: Tx, memberId: string): Promise<void> {
      await models.sessions.deleteMany({ memberId }, { session: tx.session });
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
