import { auditRules } from "@siren/contracts/audit";
import { type Dictionary, useSay } from "@siren/web/i18n";

const auditTexts = {
  "rule-ledger-balances": ["장부의 합은 0", "The ledger sums to zero"],
  "rule-balance-equation": ["충전에서 결제를 뺀 만큼 남음", "A card has what came in less what was kept"],
  "rule-charged-once": ["한 번만, 금액까지만 결제", "Charged once, and never more than the total"],
  "rule-nothing-kept-for-nothing": ["성사되지 않은 주문은 0원", "No order, no charge"],
  "rule-deferred-within-allowance": [
    "외상은 한도 안에서, 곧 결제",
    "Deferred within the allowance, and soon paid",
  ],
  "rule-stars-earned": ["별은 결제한 만큼", "Stars follow what was paid"],
  "rule-coupon-used-once": ["쿠폰은 주문 하나에만", "A coupon has one order"],
  "rule-one-ticket-per-order": ["주문마다 티켓 하나", "One ticket for each order"],
  "rule-cup-made-once": ["한 잔은 한 번만", "Each cup is made once"],
  "rule-number-unique": ["번호는 매장과 날마다 하나", "Numbers are unique per store and day"],
  "rule-stock-adds-up": ["재고의 합이 맞음", "Counted stock adds up"],
  "rule-history-legal": ["상태는 정해진 길로만", "Histories follow the agreed path"],
  "rule-one-order-per-key": ["요청 하나에 주문 하나", "One request makes one order"],
  "rule-nothing-made-unpaid": ["결제 없이는 만들지 않음", "Nothing is made that nobody pays for"],
  "rule-cup-claimed-by-one": ["한 잔은 한 사람이", "A cup has one maker at a time"],
  "rule-nothing-made-after-void": ["취소된 것은 만들지 않음", "What was called off is not made"],
  "rule-everything-told": ["알릴 것은 모두 알림", "Everything that happened was told"],
  "rule-everything-heard": ["들은 것은 한 번씩 처리", "Everything that was told was taken once"],
  "rule-ready-when-all-made": ["다 만들어야 준비 완료", "Ready once all of it is made"],
  "rule-price-as-quoted": ["보여 준 값 그대로 결제", "The price paid is the price quoted"],
  "rule-sold-out-not-sold": ["품절은 팔지 않음", "What is sold out is not sold"],
  "rule-views-converge": ["서비스마다 말이 같음", "The services agree"],
  HOLDS: ["지켜짐", "holds"],
  BROKEN: ["어긋남", "broken"],
  UNKNOWN: ["아직 모름", "not known yet"],
  lead: [
    "감사관이 서비스들의 기록을 맞춰 보고 내린 판정이에요.",
    "What the auditor found when it held the services' records against each other.",
  ],
  counts: [
    "{holds}개 지켜짐 · {broken}개 어긋남 · {unknown}개 아직 모름",
    "{holds} hold · {broken} broken · {unknown} not known yet",
  ],
  rule: ["약속", "Promise"],
  verdict: ["판정", "Verdict"],
  evidence: ["근거", "Evidence"],
  since: ["{time}부터", "since {time}"],
  brokenTimes: ["{n}건", "{n} of them"],
  judged: ["{n}건을 살폈어요", "{n} were judged"],
  readAt: ["읽은 시각 {times}", "Read up to {times}"],
} satisfies Dictionary;

export const useAuditText = () => useSay<typeof auditTexts>(auditTexts);

/** A rule that this page does not know yet is told by its name. */
export function useRuleName(): (rule: string) => string {
  const say = useAuditText();
  const isKnown = (rule: string) => auditRules.some((one) => one === rule);
  return (rule) => (isKnown(rule) ? say(`rule-${rule}` as "rule-ledger-balances") : rule);
}
