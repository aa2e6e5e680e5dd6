import { once } from "@siren/chassis/messaging/once";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";

/** Whose Idempotency-Key it is, and the key. */
type Key = { scope: string; key: string };

export const keyOf = (c: { caller: { sub: string }; key: string | undefined }, what: string): Key => ({
  ...{ scope: `member.${what}:${c.caller.sub}`, key: c.key ?? "" },
});

/** A write that is sent again under its key gets its first answer, even when something else was said since. */
export function keyedWrite<T>(
  store: Pick<Store, "unitOfWork" | "once">,
  key: Key,
  body: object,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return store.unitOfWork(async (tx) => {
    const result = await once(store.once, tx, { ...key, body }, () => work(tx));
    if (result.kind === "reused") throw new Refusal("KEY_REUSED");
    return result.answer;
  });
}
