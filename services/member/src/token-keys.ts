import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import { type CryptoKey, importJWK, type JWK } from "jose";
import type { TokenKeyDoc } from "./account-store.ts";
import { learnMs, type Turn, turnsAt } from "./key-turns.ts";
import { isDuplicate } from "./members.ts";
import { createSeal } from "./sealed.ts";
import type { MemberModels } from "./store.ts";
import type { KeyFile } from "./tokens.ts";

type Parts = {
  store: Store;
  models: Pick<MemberModels, "tokenKeys">;
  file: KeyFile;
  /** Days between two turns; 0: only when somebody asks for one. */
  turnDays: number;
  now: () => number;
};

const dayMs = 24 * 60 * 60_000;
/** How old a replica's own copy of the ring may be; far below the time that a new key waits. */
const freshMs = 5_000;
const timerId = "token-key.turn";

/**
 * The ring of keys that sign tokens lies in the store, so that every replica has the same one. Private halves are
 * sealed with a key drawn from the key file: the store alone signs nothing. The file's own key is the first.
 */
export function createTokenKeys({ store, models, file, turnDays, now }: Parts) {
  const { seal, unseal: opened } = createSeal(file.keyFor("token key seal"));
  const imported = new Map<string, CryptoKey>();
  let ring: { docs: TokenKeyDoc[]; readAt: number } | undefined;

  /** Undefined for what was sealed under another key file: it is believed to its end, and signs no more. */
  function unseal({ _id: kid, sealed }: TokenKeyDoc): JWK | undefined {
    if (kid === file.jwk.kid) return file.jwk;
    const privateJwk = opened(kid, sealed);
    return privateJwk === undefined ? undefined : JSON.parse(privateJwk);
  }

  async function docsNow(): Promise<TokenKeyDoc[]> {
    if (ring && now() - ring.readAt < freshMs) return ring.docs;
    const docs: TokenKeyDoc[] = await models.tokenKeys.find().lean();
    ring = { docs, readAt: now() };
    return docs;
  }

  const turnsOf = (docs: readonly TokenKeyDoc[]): Turn[] =>
    turnsAt(
      docs.map(({ _id: kid, signsFrom }) => ({ kid, signsFrom })),
      now(),
    );

  async function addNext(tx: Tx): Promise<void> {
    const { session } = tx;
    const docs: TokenKeyDoc[] = await models.tokenKeys.find({}, null, { session }).lean();
    const turns = turnsOf(docs);
    if (turns.some(({ state }) => state === "COMING"))
      throw new Refusal("ILLEGAL_TRANSITION", "The next key is waiting for its turn already");
    const kid = `key-${new Date(now()).toISOString().slice(0, 10)}-${randomBytes(6).toString("hex")}`;
    const pair = generateKeyPairSync("ed25519");
    const sealed = seal(kid, JSON.stringify({ ...pair.privateKey.export({ format: "jwk" }), kid }));
    const publicKey = JSON.stringify({ ...pair.publicKey.export({ format: "jwk" }), kid });
    const signsFrom = now() + learnMs;
    await models.tokenKeys.create([{ _id: kid, sealed, publicKey, signsFrom }], { session });
    const kept = turns.map((turn) => turn.kid);
    await models.tokenKeys.deleteMany({ _id: { $nin: [...kept, kid] } }, { session });
    await remind(tx, signsFrom);
    tx.afterCommit(() => {
      ring = undefined;
    });
  }

  async function remind(tx: Tx, newestFrom: number): Promise<void> {
    if (turnDays === 0) await tx.cancelTimer(timerId);
    else await tx.schedule({ id: timerId, kind: timerId, dueAt: newestFrom + turnDays * dayMs, data: null });
  }

  const timers: TimerHandlers<Tx> = { [timerId]: (_timer, tx) => addNext(tx) };

  return {
    timers,

    /** The file's key enters the ring when it is first seen. */
    async begin(): Promise<void> {
      const { d: _private, ...publicJwk } = file.jwk;
      const first = { sealed: "", publicKey: JSON.stringify(publicJwk), signsFrom: now() };
      const enter = models.tokenKeys.updateOne(
        { _id: file.jwk.kid },
        { $setOnInsert: first },
        { upsert: true },
      );
      await enter.catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
      ring = undefined;
      const newest = Math.max(...(await docsNow()).map(({ signsFrom }) => signsFrom));
      await store.unitOfWork((tx) => remind(tx, newest));
    },

    async signer(): Promise<{ kid: string; key: CryptoKey }> {
      const docs = await docsNow();
      const mayBe = turnsOf(docs).filter(({ state }) => state !== "COMING");
      for (const { kid } of mayBe.toReversed()) {
        const known = imported.get(kid);
        if (known) return { kid, key: known };
        const doc = docs.find(({ _id }) => _id === kid);
        const jwk = doc && unseal(doc);
        if (!jwk) continue;
        const key = (await importJWK(jwk, "EdDSA")) as CryptoKey;
        imported.set(kid, key);
        return { kid, key };
      }
      throw new Error("no token key can be opened with this key file");
    },

    /** Every key that somebody may have to believe now or soon. */
    async jwks(): Promise<{ keys: JWK[] }> {
      const docs = await docsNow();
      const shown = new Set(turnsOf(docs).map(({ kid }) => kid));
      const keys = docs
        .filter(({ _id }) => shown.has(_id))
        .map(({ publicKey }) => JSON.parse(publicKey) as JWK);
      return { keys: keys.map((jwk) => ({ ...jwk, alg: "EdDSA", use: "sig" })) };
    },

    turns: async (): Promise<Turn[]> => turnsOf(await docsNow()),

    async turn(): Promise<Turn[]> {
      await store.unitOfWork(addNext);
      ring = undefined;
      return turnsOf(await docsNow());
    },
  };
}

export type TokenKeys = ReturnType<typeof createTokenKeys>;
