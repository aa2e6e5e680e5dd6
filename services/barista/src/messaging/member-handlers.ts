import type { EventHandlers } from "@siren/chassis/messaging/consumer";
import type { FeedSnapshot } from "@siren/contracts/envelope";
import { memberState } from "@siren/contracts/snapshots";
import type { Tx } from "@siren/store/unit-of-work";

type Parts = { forgetMember: (tx: Tx, memberId: string) => Promise<void> };

/** Of members barista wants to know one thing: whose name is to be shown nowhere any more. */
export function memberHandlers({ forgetMember }: Parts): EventHandlers<Tx> {
  return { MemberDeleted: ({ data }, tx) => forgetMember(tx, data.memberId) };
}

export function takeMembers({ forgetMember }: Parts) {
  return async ({ state }: FeedSnapshot, tx: Tx): Promise<void> => {
    for (const { memberId } of memberState.parse(state).deleted) await forgetMember(tx, memberId);
  };
}
