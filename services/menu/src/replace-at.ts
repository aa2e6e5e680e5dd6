import { Refusal } from "@siren/contracts/refusal";
import type { Tx } from "@siren/store/unit-of-work";

type Replaceable<D> = {
  create(docs: D[], options: { session: Tx["session"] }): Promise<unknown>;
  replaceOne(
    filter: object,
    doc: D,
    options: { session: Tx["session"] },
  ): PromiseLike<{ matchedCount: number }>;
  exists(filter: object): { session(session: Tx["session"]): PromiseLike<unknown> };
};

/** Writes over the version the editor saw, or refuses: two managers must not undo each other unseen. */
export async function replaceAt<D extends { _id: string }>(
  model: Replaceable<D>,
  seen: object,
  doc: D,
  isNew: boolean,
  { session }: Tx,
): Promise<void> {
  if (isNew) {
    if (await model.exists({ _id: doc._id }).session(session)) throw new Refusal("VERSION_CONFLICT");
    await model.create([doc], { session });
    return;
  }
  const replaced = await model.replaceOne(seen, doc, { session });
  if (replaced.matchedCount === 0) throw new Refusal("VERSION_CONFLICT");
}
