import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import { Refusal } from "@siren/contracts/refusal";
import type { StarAccount } from "@siren/contracts/wallet";
import type { Tx } from "@siren/store/unit-of-work";
import * as z from "zod/mini";
import type { Coupons } from "./coupons.ts";
import type { MemberModels } from "./store.ts";
import {
  earnedIn,
  isNewVisit,
  nextBirthday,
  nextTierOf,
  seoulYear,
  starsForCoupon,
  tierOf,
} from "./wallet-rules.ts";
import type { StarAccountDoc, StarEntryDoc } from "./wallet-store.ts";

type Change = {
  memberId: string;
  stars: number;
  because: "order" | "refund";
  subject: string;
  /** When they were earned, also when they are taken back: that year loses them. */
  earnedAt: number;
};

const shownEntries = 50;
const ofBirthday = z.object({ memberId: z.string() });

/** What was earned, taken back and spent. Each verb belongs in a unit of work. */
export function createStars(
  models: MemberModels,
  coupons: Coupons,
  newEntryId: () => string,
  now: () => number,
) {
  async function accountOf(memberId: string, tx?: Tx): Promise<StarAccountDoc> {
    const known: StarAccountDoc | null = await models.starAccounts
      .findById(memberId, null, tx ? { session: tx.session } : {})
      .lean();
    return (
      known ?? {
        ...{ _id: memberId, stars: 0, coupons: 0, earned: [], lastVisitAt: 0, birthday: null, version: 0 },
      }
    );
  }

  async function save(tx: Tx, before: StarAccountDoc, change: Partial<StarAccountDoc>) {
    const after = { ...before, ...change, version: before.version + 1 };
    const { session } = tx;
    if (before.version === 0) await models.starAccounts.create([after], { session });
    else {
      const known = { _id: before._id, version: before.version };
      const saved = await models.starAccounts.replaceOne(known, after, { session });
      if (saved.matchedCount === 0) throw new Refusal("VERSION_CONFLICT");
    }
    return after;
  }

  async function write(tx: Tx, entry: Omit<StarEntryDoc, "_id" | "at">): Promise<void> {
    await models.starEntries.create([{ _id: newEntryId(), at: now(), ...entry }], { session: tx.session });
  }

  /** Twelve are a drink, at once; of stars that are taken back afterwards the account goes below zero. */
  async function spend(tx: Tx, memberId: string, had: { stars: number; coupons: number }) {
    let { stars, coupons: made } = had;
    while (stars >= starsForCoupon) {
      made += 1;
      stars -= starsForCoupon;
      const reference = `stars:${memberId}:${made}`;
      const couponId = await coupons.grant(tx, { memberId, kind: "FREE_DRINK", reference });
      await write(tx, {
        memberId,
        stars: -starsForCoupon,
        because: "coupon",
        subject: couponId ?? reference,
      });
    }
    return { stars, coupons: made };
  }

  async function add(tx: Tx, { memberId, stars, because, subject, earnedAt }: Change): Promise<void> {
    const before = await accountOf(memberId, tx);
    await write(tx, { memberId, stars, because, subject });
    const year = seoulYear(earnedAt);
    const thatYear = { year, stars: earnedIn(before.earned, year) + stars };
    const earned = [...before.earned.filter((one) => one.year !== year), thatYear];
    const left = await spend(tx, memberId, { stars: before.stars + stars, coupons: before.coupons });
    const after = await save(tx, before, { ...left, earned });
    const data = { memberId, stars: after.stars, tier: tierOf(earned, seoulYear(now())), because };
    tx.publish({
      ...{ type: "StarsChanged", aggregateId: `stars/${memberId}`, aggregateVersion: after.version },
      ...{ at: now(), data },
    });
  }

  const birthdayTimer = (memberId: string, birthday: string) => ({
    ...{ id: `birthday:${memberId}`, kind: "stars.birthday", data: { memberId } },
    dueAt: nextBirthday(birthday, now()),
  });

  const timers: TimerHandlers<Tx> = {
    async "stars.birthday"({ data }, tx) {
      const { memberId } = ofBirthday.parse(data);
      const { birthday } = await accountOf(memberId, tx);
      if (birthday === null) return;
      const reference = `birthday:${memberId}:${seoulYear(now())}`;
      await coupons.grant(tx, { memberId, kind: "BIRTHDAY", reference });
      await tx.schedule(birthdayTimer(memberId, birthday));
    },
  };

  return {
    timers,
    add,

    /** Whether it is a visit of its own; then the next one has to be some minutes later. */
    async noteVisit(tx: Tx, memberId: string, visit: { paid_krw: number; at: number }): Promise<boolean> {
      const account = await accountOf(memberId, tx);
      if (!isNewVisit(visit, account.lastVisitAt)) return false;
      await save(tx, account, { lastVisitAt: visit.at });
      return true;
    },

    /** Said once: otherwise everybody would have a birthday each month. */
    async setBirthday(tx: Tx, memberId: string, birthday: string): Promise<void> {
      const account = await accountOf(memberId, tx);
      if (account.birthday === birthday) return;
      if (account.birthday !== null) throw new Refusal("ILLEGAL_TRANSITION", "The birthday was said before");
      await save(tx, account, { birthday });
      await tx.schedule(birthdayTimer(memberId, birthday));
    },

    async forgetBirthday(tx: Tx, memberId: string): Promise<void> {
      await tx.cancelTimer(`birthday:${memberId}`);
      const account = await accountOf(memberId, tx);
      if (account.birthday !== null) await save(tx, account, { birthday: null });
    },

    /** The last entries, or as many as are asked for; 0 is all. */
    async read(memberId: string, most = shownEntries): Promise<StarAccount> {
      const { stars, earned, birthday } = await accountOf(memberId);
      const entries: StarEntryDoc[] = await models.starEntries
        .find({ memberId })
        .sort({ _id: -1 })
        .limit(most)
        .lean();
      const year = seoulYear(now());
      const tier = tierOf(earned, year);
      const earnedThisYear = earnedIn(earned, year);
      return {
        ...{ stars, starsForCoupon, earnedThisYear, tier, birthday },
        nextTier: nextTierOf(tier, earnedThisYear),
        entries: entries.map(({ _id: entryId, memberId: _whose, ...entry }) => ({ entryId, ...entry })),
      };
    },
  };
}

export type Stars = ReturnType<typeof createStars>;
