import { createHash } from "node:crypto";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { TriesDoc } from "./account-store.ts";
import type { MemberModels } from "./store.ts";
import { attackTries, delayAfter, forgetAfterMs, freeTries, longestDelayMs } from "./throttle-rules.ts";

/** Who is tried, and from where: an address, or a device that has signed in to this account before. */
export type Pair = { account: string; place: string; isKnown?: boolean };

export type Attempt = {
  /** It was right: what was wrong before is forgiven, together with what else `tx` commits. */
  succeeded(tx: Tx): Promise<void>;
  /** Nobody looked at it: this try does not count. */
  undecided(): Promise<void>;
};

export type ThrottleLimits = {
  free: { usual: number; underAttack: number };
  attackTries: number;
  longestDelayMs: number;
};
const throttleLimits: ThrottleLimits = { free: freeTries, attackTries, longestDelayMs };

const idOf = (...parts: string[]) => createHash("sha256").update(parts.join("\n")).digest("base64url");

/**
 * Wrong passwords and PINs are counted per account AND place, in the store, so that no replica and no restart
 * forgets. Nothing is ever counted against an account as a whole but how patient it is with places that it does
 * not know: somebody else's tries can never keep its owner out. A try counts from its beginning, or many at the
 * same moment would all be let through before the first of them was found wrong.
 */
export function createThrottle(
  { store, models, now }: { store: Store; models: Pick<MemberModels, "tries">; now: () => number },
  limits: ThrottleLimits = throttleLimits,
) {
  async function standing(tx: Tx, _id: string): Promise<TriesDoc> {
    const known = await models.tries.findById(_id, null, { session: tx.session }).lean();
    if (known && known.expiresAt.getTime() > now()) return known;
    return { _id, fails: 0, waitUntil: 0, expiresAt: new Date(now() + forgetAfterMs) };
  }

  async function keep(tx: Tx, { _id, ...rest }: TriesDoc): Promise<void> {
    await models.tries.updateOne({ _id }, { $set: rest }, { session: tx.session, upsert: true });
  }

  async function takeBack(tx: Tx, _id: string): Promise<void> {
    const known = await standing(tx, _id);
    await keep(tx, { ...known, fails: Math.max(0, known.fails - 1), waitUntil: 0 });
  }

  const idsOf = ({ account, place }: Pair) => {
    const name = account.toLowerCase();
    return { ofPair: idOf(name, place), ofAccount: idOf(name) };
  };

  function refuseTooSoon({ waitUntil }: TriesDoc): void {
    const waitMs = waitUntil - now();
    if (waitMs <= 0) return;
    throw new Refusal("TOO_MANY_REQUESTS", "Too many wrong tries; please wait a little", {
      retryAfterS: Math.ceil(waitMs / 1000),
    });
  }

  /** One wrong try more, refused where that place has to wait. */
  async function count(tx: Tx, pair: Pair): Promise<void> {
    const { ofPair, ofAccount } = idsOf(pair);
    const here = await standing(tx, ofPair);
    refuseTooSoon(here);
    const everywhere = await standing(tx, ofAccount);
    const isAttacked = !pair.isKnown && everywhere.fails >= limits.attackTries;
    const free = isAttacked ? limits.free.underAttack : limits.free.usual;
    const fails = here.fails + 1;
    const expiresAt = new Date(now() + forgetAfterMs);
    const waitUntil = now() + delayAfter(fails, free, limits.longestDelayMs);
    await keep(tx, { ...here, fails, waitUntil, expiresAt });
    // An hour from the first of them, or a slow attack would count for ever.
    if (!pair.isKnown) await keep(tx, { ...everywhere, fails: everywhere.fails + 1 });
  }

  return {
    count,

    /** Looks and counts nothing: for what is known to be wrong only when it was done. */
    async refuseWhileWaiting(tx: Tx, pair: Pair): Promise<void> {
      refuseTooSoon(await standing(tx, idsOf(pair).ofPair));
    },

    async begin(pair: Pair): Promise<Attempt> {
      const { ofPair, ofAccount } = idsOf(pair);
      const isKnown = pair.isKnown ?? false;
      await store.unitOfWork((tx) => count(tx, pair));
      return {
        async succeeded(tx) {
          await models.tries.deleteOne({ _id: ofPair }, { session: tx.session });
          if (!isKnown) await takeBack(tx, ofAccount);
        },
        async undecided() {
          await store.unitOfWork(async (tx) => {
            await takeBack(tx, ofPair);
            if (!isKnown) await takeBack(tx, ofAccount);
          });
        },
      };
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;
