import type { Letter } from "../notifications/letters.ts";

export const letter = (changes: Partial<Letter> = {}): Letter => ({
  ...{
    letterId: "evt_1.email",
    channel: "email",
    memberId: "mem_1",
    orderId: "ord_1",
    to: "mina@siren.example",
  },
  ...{ about: "order-ready", subject: "사이렌: 17번이 준비됐어요", text: "17번이 준비됐어요.\n.점으로 시작" },
  ...{ html: "<p>17번이 준비됐어요</p>", hook: null, at: 0, uselessAt: 1_000 },
  ...changes,
});
