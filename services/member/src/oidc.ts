import { createHash, randomBytes } from "node:crypto";
import { email as emailForm } from "@siren/contracts/member";
import { nickname as nicknameForm } from "@siren/contracts/nickname";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import { refuseUnverified } from "./account-routes.ts";
import type { OidcFlowDoc } from "./account-store.ts";
import type { Members } from "./members.ts";
import { isRefusedNickname } from "./nicknames.ts";
import type { Claims, OidcProvider, ProviderName } from "./oidc-provider.ts";
import type { People } from "./people.ts";
import type { OpenSession, Sessions } from "./sessions.ts";
import type { MemberDoc, MemberModels } from "./store.ts";
import { hashOf } from "./tokens.ts";

type Parts = {
  store: Store;
  models: MemberModels;
  members: Members;
  people: People;
  sessions: Sessions;
  providers: readonly OidcProvider[];
  /** Where people reach the gateway; what a provider sends them back to begins with it. */
  publicUrl: string;
  newIds: () => { memberId: string; cardId: string };
  newSecret?: () => string;
  now: () => number;
};

export const oidcLifetimeMs = 10 * 60_000;

export type Outcome =
  | { kind: "signed-in"; session: OpenSession }
  | { kind: "linked" }
  /** There is an account of that address: its owner signs in and says yes. `browser` is the cookie that proves it. */
  | { kind: "offered"; browser: string };

const expired = () => new Refusal("LINK_EXPIRED", "That sign-in was begun elsewhere, or too long ago");

/** Signing in by somebody else's account: code flow with PKCE, state and nonce, bound to the browser that set out. */
export function createOidc({
  store,
  models,
  members,
  people,
  sessions,
  providers,
  publicUrl,
  newIds,
  now,
  ...parts
}: Parts) {
  const newSecret = parts.newSecret ?? (() => randomBytes(32).toString("base64url"));
  const redirectUriOf = (name: ProviderName) => `${publicUrl}/api/v1/member/oidc/${name}/callback`;

  function providerOf(name: ProviderName): OidcProvider {
    const provider = providers.find((one) => one.name === name);
    if (!provider) throw new Refusal("NOT_FOUND", "Nobody signs in by that here");
    return provider;
  }

  async function takeFlow(
    name: ProviderName,
    state: string,
    browser: string | undefined,
  ): Promise<OidcFlowDoc> {
    return store.unitOfWork(async (tx) => {
      const flow: OidcFlowDoc | null = await models.oidcFlows
        .findById(hashOf(state), null, { session: tx.session })
        .lean();
      const isTheirs =
        flow?.provider === name && browser !== undefined && flow.browserHash === hashOf(browser);
      if (!flow || !isTheirs || flow.expiresAt.getTime() <= now()) throw expired();
      await models.oidcFlows.deleteOne({ _id: flow._id }, { session: tx.session });
      return flow;
    });
  }

  const identityOf = (name: ProviderName, { subject }: Claims) => `${name}:${subject}`;

  async function link(tx: Tx, identityId: string, provider: ProviderName, member: MemberDoc): Promise<void> {
    const doc = { _id: identityId, provider, memberId: member._id, linkedAt: now() };
    await models.identities.create([doc], { session: tx.session });
  }

  /** Somebody signed in says: that account over there is mine too. */
  async function linkTo(tx: Tx, memberId: string, name: ProviderName, identityId: string): Promise<Outcome> {
    const member = await members.inTx(tx, memberId);
    refuseUnverified(member);
    const known = await models.identities.findById(identityId, null, { session: tx.session }).lean();
    if (known && known.memberId !== memberId)
      throw new Refusal("ALREADY_REGISTERED", "That account is linked to another one here");
    if (!known) await link(tx, identityId, name, member);
    return { kind: "linked" };
  }

  async function enter(tx: Tx, name: ProviderName, claims: Claims): Promise<Outcome> {
    const identityId = identityOf(name, claims);
    const { session } = tx;
    const known = await models.identities.findById(identityId, null, { session }).lean();
    if (known) {
      const member = await members.inTx(tx, known.memberId);
      return { kind: "signed-in", session: await sessions.open(tx, member, now()) };
    }
    const address = claims.email !== null && emailForm.safeParse(claims.email).success ? claims.email : null;
    const sameAddress: MemberDoc | null =
      address === null ? null : await models.members.findOne({ email: address }, null, { session }).lean();
    if (sameAddress) {
      const browser = newSecret();
      const offer = {
        ...{ _id: hashOf(browser), identityId, provider: name, memberId: sameAddress._id },
        expiresAt: new Date(now() + oidcLifetimeMs),
      };
      await models.oidcOffers.create([offer], { session });
      return { kind: "offered", browser };
    }
    const ids = newIds();
    const fresh = {
      ...{
        ...ids,
        password: null,
        nickname: callable(claims.name),
        roles: ["customer" as const],
        stores: [],
      },
      ...{ email: address ?? `none:${ids.memberId}`, isVerified: address !== null },
    };
    const member = await people.enter(tx, fresh, null);
    await link(tx, identityId, name, member);
    return { kind: "signed-in", session: await sessions.open(tx, member, now()) };
  }

  return {
    names: providers.map(({ name }) => name),

    /** `browser` is kept by the browser that sets out, and asked for when it comes back. */
    async begin(name: ProviderName, linkTo: string | null): Promise<{ url: string; browser: string }> {
      const provider = providerOf(name);
      const [state, nonce, verifier, browser] = [newSecret(), newSecret(), newSecret(), newSecret()];
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      const url = await provider.startUrl({ state, nonce, challenge, redirectUri: redirectUriOf(name) });
      const expiresAt = new Date(now() + oidcLifetimeMs);
      await models.oidcFlows.create([
        {
          ...{ _id: hashOf(state), provider: name, browserHash: hashOf(browser) },
          ...{ nonce, verifier, linkTo, expiresAt },
        },
      ]);
      return { url, browser };
    },

    async finish(
      name: ProviderName,
      back: { code: string; state: string },
      browser: string | undefined,
    ): Promise<Outcome> {
      const provider = providerOf(name);
      const { nonce, verifier, linkTo: memberId } = await takeFlow(name, back.state, browser);
      const redirectUri = redirectUriOf(name);
      const claims = await provider.claimsFor({ code: back.code, verifier, redirectUri, nonce });
      return store.unitOfWork((tx) =>
        memberId === null ? enter(tx, name, claims) : linkTo(tx, memberId, name, identityOf(name, claims)),
      );
    },

    /** The owner of the address that the provider knows has signed in here, in the same browser, and says yes. */
    async confirm(memberId: string, browser: string | undefined): Promise<void> {
      await store.unitOfWork(async (tx) => {
        const offer = await models.oidcOffers
          .findById(hashOf(browser ?? ""), null, { session: tx.session })
          .lean();
        if (!offer || offer.expiresAt.getTime() <= now()) throw expired();
        if (offer.memberId !== memberId) throw new Refusal("FORBIDDEN", "That is another account's address");
        await models.oidcOffers.deleteOne({ _id: offer._id }, { session: tx.session });
        await linkTo(tx, memberId, offer.provider as ProviderName, offer.identityId);
      });
    },

    async unlink(memberId: string, name: ProviderName): Promise<void> {
      await store.unitOfWork(async (tx) => {
        const member = await members.inTx(tx, memberId);
        const linked = await models.identities.find({ memberId }, null, { session: tx.session }).lean();
        const others = linked.filter(({ provider }) => provider !== name);
        if (member.passwordHash === null && others.length === 0)
          throw new Refusal("ILLEGAL_TRANSITION", "It is the only way into this account");
        await models.identities.deleteMany({ memberId, provider: name }, { session: tx.session });
      });
    },
  };
}

/** The provider's word for somebody, where it can be called out. */
function callable(name: string | null): string {
  const read = nicknameForm.safeParse(name);
  return read.success && !isRefusedNickname(read.data) ? read.data : "손님";
}

export type Oidc = ReturnType<typeof createOidc>;
