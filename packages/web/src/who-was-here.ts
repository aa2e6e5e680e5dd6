import { type MemberView, memberView } from "@siren/contracts/member";
import * as z from "zod/mini";
import { type KeptStorage, readJson } from "./storage.ts";

export const whoKeptAs = "siren.who";

/** Kept in the browser so that a reload during an outage knows whose page it is. Nothing of it is secret. */
const record = z.object({ member: memberView, cardIds: z.array(z.string()) });

export function createWhoWasHere(storage: KeptStorage) {
  function recall(): z.infer<typeof record> | undefined {
    const found = record.safeParse(readJson(storage, whoKeptAs));
    return found.success ? found.data : undefined;
  }
  return {
    recall,
    /** Without `cardIds` those that are known of the same person stay. */
    remember(member: MemberView, cardIds?: readonly string[]): void {
      const before = recall();
      const known = before?.member.memberId === member.memberId ? before.cardIds : [];
      storage.setItem(whoKeptAs, JSON.stringify({ member, cardIds: cardIds ?? known }));
    },
    forget: () => storage.removeItem(whoKeptAs),
  };
}
