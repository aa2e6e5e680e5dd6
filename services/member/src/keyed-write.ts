import { once } from "@siren/chassis/messaging/once";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";

/** Whose Idempotency-Key it is, and the key. */
export type Key = { scope: string; key: string };

export const keyOf = (c: { caller: { sub: string }; key: string | undefined }, what: string): Key => ({
  ...{ scope: `member.${what}:${c.caller.sub}`, key: c.key ?? "" },
});

/** A write that is sent again under its key gets its first answer, even when something else was said since. */
export const keyedWrite = <T>(
  store: Pick<Store, "unitOfWork" | "once">,
  key: Key,
  body: object,
  work: (tx: Tx) => Promise<T>,
): Promise<T> => store.unitOfWork((tx) => keyedIn(store, tx, key, body, () => work(tx)));

/**
 * The same for whoever has a transaction. No password among `body`: of that a quick hash is kept, which could be
 * guessed at a thousand times faster than the slow one.
 */
export async function keyedIn<T>(
  store: Pick<Store, "once">,
  tx: Tx,
  key: Key,
  body: object,
  work: () => Promise<T>,
): Promise<T> {
  const result = await once(store.once, tx, { ...key, body }, work);
  if (result.kind === "reused") throw new Refusal("KEY_REUSED");
  return result.answer;
}
