import type { GuestBook } from "../use-cases/ports.ts";
import type { Models } from "./models.ts";

const forgetEveryMs = 60 * 60_000;

/** Those whose cookie has run out are forgotten now and then, when another comes. */
export function createGuestBook({ guests }: Models, now: () => number): GuestBook {
  let forgetAt = 0;
  return {
    async remember(guestHash, until) {
      await guests.updateOne({ _id: guestHash }, { $set: { until } }, { upsert: true });
      if (now() < forgetAt) return;
      forgetAt = now() + forgetEveryMs;
      await guests.deleteMany({ until: { $lt: now() } });
    },
  };
}
