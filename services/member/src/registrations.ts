import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { Accounts } from "./accounts.ts";
import type { Throttle } from "./throttle.ts";
import { networkOf } from "./throttle-rules.ts";

type Parts = { store: Store; throttle: Throttle; accounts: Pick<Accounts, "registeredAnew"> };
type Guard = (tx: Tx) => Promise<void>;

/**
 * Registering signs in at once, so its answer tells whether an address has an account. Looking through addresses in
 * this way is made slow: each taken one counts against the network it came from, whose next ones wait, free or
 * taken; and its owner is written to. See docs/decisions/0012.
 */
export function createRegistrations({ store, throttle, accounts }: Parts) {
  return {
    /** `register` calls its guard in the transaction that makes the account. */
    async guarded<T>(email: string, address: string, register: (guard: Guard) => Promise<T>): Promise<T> {
      const pair = { account: "registering", place: `address ${networkOf(address)}` };
      const guard: Guard = (tx) => throttle.refuseWhileWaiting(tx, pair);
      // Before the costly hash, and in the transaction once more: many at one moment are not many free ones.
      await store.unitOfWork(guard);
      return register(guard).catch(async (error) => {
        const isTaken = error instanceof Refusal && error.code === "ALREADY_REGISTERED";
        if (isTaken)
          await store.unitOfWork(async (tx) => {
            await throttle.count(tx, pair);
            await accounts.registeredAnew(tx, email);
          });
        throw error;
      });
    },
  };
}

export type Registrations = ReturnType<typeof createRegistrations>;
