import { Refusal } from "@siren/contracts/refusal";
import type { CouponLine, CouponQuote, CouponView } from "@siren/contracts/wallet";
import type { Tx } from "@siren/store/unit-of-work";
import type { MemberModels } from "./store.ts";
import { couponsOf, discountOf, returnedForMs } from "./wallet-rules.ts";
import type { CouponDoc, CouponKind } from "./wallet-store.ts";

export type Grant = { memberId: string; kind: CouponKind; reference: string };
export type CouponUse = { memberId: string; couponId: string; orderId: string };

/** Each verb belongs in a unit of work and is safe to repeat; a coupon has one order at a time, or none. */
export function createCoupons(models: MemberModels, newCouponId: () => string, now: () => number) {
  async function own(couponId: string, memberId: string, tx?: Tx): Promise<CouponDoc> {
    const found: CouponDoc | null = await models.coupons
      .findOne({ _id: couponId, memberId }, null, tx ? { session: tx.session } : {})
      .lean();
    if (!found) throw new Refusal("COUPON_INVALID", "There is no such coupon");
    return found;
  }

  function refuseUnusable({ state, expiresAt }: CouponDoc): void {
    if (state === "USED") throw new Refusal("COUPON_USED");
    if (expiresAt <= now()) throw new Refusal("COUPON_INVALID", "The coupon has run out");
  }

  async function change(tx: Tx, before: CouponDoc, to: Partial<CouponDoc>): Promise<CouponDoc> {
    const after = { ...before, ...to, version: before.version + 1 };
    const known = { _id: before._id, version: before.version };
    const saved = await models.coupons.replaceOne(known, after, { session: tx.session });
    if (saved.matchedCount === 0) throw new Refusal("VERSION_CONFLICT");
    return after;
  }

  function tell(tx: Tx, type: "CouponUsed" | "CouponReturned", { _id, version }: CouponDoc, use: CouponUse) {
    const { memberId, couponId, orderId } = use;
    const data = { memberId, couponId, orderId };
    tx.publish({ type, aggregateId: _id, aggregateVersion: version, at: now(), data });
  }

  async function taken(tx: Tx, coupon: CouponDoc, use: CouponUse): Promise<void> {
    const after = await change(tx, coupon, { state: "USED", orderId: use.orderId });
    tell(tx, "CouponUsed", after, use);
  }

  return {
    async grant(tx: Tx, { memberId, kind, reference }: Grant): Promise<string | null> {
      const { session } = tx;
      if (await models.coupons.exists({ reference }).session(session)) return null;
      const at = now();
      const fresh: CouponDoc = {
        ...{ _id: newCouponId(), memberId, kind, reference, state: "AVAILABLE", orderId: null },
        ...{ grantedAt: at, expiresAt: at + couponsOf[kind].lastsMs, version: 1 },
      };
      await models.coupons.create([fresh], { session });
      return fresh._id;
    },

    async quote(memberId: string, couponId: string, lines: readonly CouponLine[]): Promise<CouponQuote> {
      const coupon = await own(couponId, memberId);
      refuseUnusable(coupon);
      const discount_krw = discountOf(coupon.kind, lines);
      if (discount_krw === 0) throw new Refusal("COUPON_INVALID", "It counts for nothing in this cart");
      return { couponId, name: couponsOf[coupon.kind].name, discount_krw };
    },

    async take(tx: Tx, use: CouponUse): Promise<void> {
      const coupon = await own(use.couponId, use.memberId, tx);
      if (coupon.orderId === use.orderId) return;
      refuseUnusable(coupon);
      await taken(tx, coupon, use);
    },

    /** For an order that came back to life after its coupon was given back; false when another has it now. */
    async takeAgain(tx: Tx, use: CouponUse): Promise<boolean> {
      const coupon = await own(use.couponId, use.memberId, tx);
      if (coupon.orderId === use.orderId) return true;
      if (coupon.state === "USED") return false;
      await taken(tx, coupon, use);
      return true;
    },

    async giveBack(tx: Tx, use: CouponUse): Promise<void> {
      const coupon = await own(use.couponId, use.memberId, tx);
      if (coupon.orderId !== use.orderId) return;
      const expiresAt = Math.max(coupon.expiresAt, now() + returnedForMs);
      tell(
        tx,
        "CouponReturned",
        await change(tx, coupon, { state: "AVAILABLE", orderId: null, expiresAt }),
        use,
      );
    },

    /** The last ones, or as many as are asked for; 0 is all. */
    async listOf(memberId: string, most = shownCoupons): Promise<CouponView[]> {
      const docs: CouponDoc[] = await models.coupons.find({ memberId }).sort({ _id: -1 }).limit(most).lean();
      return docs.map((doc) => shown(doc, now()));
    },
  };
}

const shownCoupons = 100;
const shown = (doc: CouponDoc, now: number): CouponView => {
  const { _id: couponId, kind, grantedAt, expiresAt, orderId } = doc;
  const state = doc.state === "AVAILABLE" && expiresAt <= now ? "EXPIRED" : doc.state;
  return { couponId, kind, name: couponsOf[kind].name, state, grantedAt, expiresAt, orderId };
};

export type Coupons = ReturnType<typeof createCoupons>;
