import { once } from "@siren/chassis/messaging/once";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";

/** Whose Idempotency-Key it is, and the key. */
export type Key = { scope: string; key: string };

export type KeyedWrite = <T>(key: Key | undefined, body: object, work: (tx: Tx) => Promise<T>) => Promise<T>;

/** A write that is sent again under its key gets its first answer, and not the conflict with itself. */
export function createKeyedWrite(store: Pick<Store, "unitOfWork" | "once">): KeyedWrite {
  return (key, body, work) =>
    store.unitOfWork(async (tx) => {
      if (!key) return work(tx);
      const result = await once(store.once, tx, { ...key, body }, () => work(tx));
      if (result.kind === "reused") throw new Refusal("KEY_REUSED");
      return result.answer;
    });
}
