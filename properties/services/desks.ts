import { Refusal } from "@siren/contracts/refusal";
import { voidOrder } from "../../services/barista/src/use-cases/void-order.ts";
import type { SagaParts, WithdrawAnswer } from "../../services/order/src/use-cases/ports.ts";
import type { Doors, Outcome, World } from "../cafe/world.ts";

type Ask = {
  ask<N extends "member" | "barista", T>(name: N, work: (door: Doors[N]) => Promise<T>): Promise<Outcome<T>>;
} & Pick<World, "now" | "newId">;

/** The ways on which order asks, without the network: what comes back means what it means over there. */
export function createDesks({ ask, now, newId }: Ask): Pick<SagaParts, "member" | "barista"> {
  const end = async (
    kind: "void" | "withdraw",
    which: { orderId: string; moveNo: number },
  ): Promise<WithdrawAnswer> => {
    const told = await ask("barista", (door) =>
      door.transact((work) => voidOrder(work, which, { newId, now: now() }, kind)),
    );
    if (told === "no answer") return "unreachable";
    if ("answer" in told) return "voided";
    if (told.refused === "ALREADY_STARTED") return "already-started";
    return kind === "withdraw" && told.refused === "ILLEGAL_TRANSITION" ? "accepted" : "unreachable";
  };
  return {
    member: {
      async placeHold({ couponId, ...hold }) {
        const told = await ask("member", (door) => door.hold({ ...hold, couponId: couponId ?? undefined }));
        if (told === "no answer") return { kind: "unknown", why: "TIMEOUT" };
        if ("refused" in told) return { kind: "refused", code: told.refused };
        return told.answer.state === "RELEASED"
          ? { kind: "refused", code: "HOLD_RELEASED" }
          : { kind: "held" };
      },
      quoteCoupon: async () => ({ kind: "unknown", why: "nobody here has any" }),
    },
    barista: {
      async voidTicket(which) {
        const told = await end("void", which);
        return told === "accepted" ? "unreachable" : told;
      },
      withdrawTicket: (which) => end("withdraw", which),
    },
  };
}

/** A "no" is an answer; everything else that is thrown is a fault. */
export async function told<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { answer: await work };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code };
    throw error;
  }
}
