import { cardId, idempotencyKey, memberId } from "@siren/contracts/ids";
import { topUpRequest } from "@siren/contracts/member";
import { type KeptStorage, readJson } from "@siren/web/storage";
import * as z from "zod/mini";

/** What somebody wants, under the key that it is wished with: whatever is retried, it is charged once. */
const record = z.object({
  ...{ key: idempotencyKey, cardId },
  ...topUpRequest.shape,
  /** Known once member has written it down. */
  topUpId: z.nullable(z.string().check(z.regex(/^top_[0-9A-Z]{26}$/))),
});
export type TopUpWish = z.infer<typeof record>;

export const keptWish = (memberId: string): string => `siren.top-up.${memberId}`;

/** One member's wish that has no answer yet. */
export function createKeptTopUp(owner: string, storage: KeptStorage) {
  const keptAs = keptWish(memberId.parse(owner));
  function read(): TopUpWish | undefined {
    const found = record.safeParse(readJson(storage, keptAs));
    return found.success ? found.data : undefined;
  }
  const keep = (wish: TopUpWish) => storage.setItem(keptAs, JSON.stringify(wish));
  /** And not what another tab has wished since. */
  const isKeptStill = ({ key }: TopUpWish): boolean => read()?.key === key;
  return {
    ...{ read, keep },
    /** What was told of it meanwhile; nothing once it was answered elsewhere. */
    renew: (wish: TopUpWish) => isKeptStill(wish) && keep(wish),
    forget: (wish: TopUpWish) => isKeptStill(wish) && storage.removeItem(keptAs),
  };
}
