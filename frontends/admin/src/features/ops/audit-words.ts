import { type auditPhrases, read } from "@siren/contracts/audit-phrases";
import { filled } from "@siren/contracts/phrases";
import { useLanguage } from "@siren/web/i18n";

/** What the auditor says, in Korean; it writes English itself. */
const inKorean = {
  "events-taken": "알려진 일 {n}개를 모두 표시와 함께 처리했어요",
  "orders-in-quiet": "조용해진 뒤의 주문 {n}개와 그 티켓, 홀드",
  "items-counted": "세는 상품 {items}개, {received}개 중 {sold}개 판매",
  sales: "판매 {n}건",
  holds: "홀드 {holds}개, {captured}원 결제, {refunded}원 환불",
  "came-to-nothing": "성사되지 않은 주문 {orders}개, 남은 결제 {kept}원",
  begun: "만들기 시작한 주문 {orders}개, 그중 카드 {card}개",
  "as-quoted": "주문 {orders}개 {won}원, 모두 보여 준 값 그대로",
  orders: "주문 {n}개",
  deferred: "외상 {promised}건, 그중 {open}건 {won}원이 아직 결제 전",
  "orders-and-tickets": "주문 {orders}개, 티켓 {tickets}개",
  cups: "{cups}잔, {made}잔 만듦, {anew}잔 다시 만듦",
  "tickets-followed": "티켓 {tickets}개를 하나하나 따라갔고, 지금 만드는 잔은 {cups}개",
  "called-off": "취소되거나 옮긴 주문 {orders}개, 만든 것은 없음",
  "ready-whole": "준비 완료 티켓 {tickets}개, 모두 다 만든 뒤",
  "orders-and-steps": "주문 {orders}개, 상태 변화 {steps}번",
  "orders-and-events": "주문 {orders}개, 주문과 티켓의 일 {events}개",
  "order-readings": "주문을 {n}번 읽음",
  journals: "분개 {journals}개 {won}원을 줄줄이 따라갔고, 카드를 {cards}번 읽음",
  "cards-add-up": "카드를 {cards}번 읽음: 충전에서 결제를 빼면 남은 돈",
  stars: "주문 {orders}개에 별 {stars}개, 계정을 {accounts}번 읽음",
  coupons: "쿠폰 {coupons}장을 쓴 주문 {orders}개",
  "nothing-read": "아직 아무것도 읽지 못했어요",
  "not-read": "{service}을(를) 아직 읽지 못했어요 ({stream})",
  "no-answer-since": "{service}이(가) {at}부터 대답이 없어요 ({stream})",
  "answers-for": "{service}이(가) 다시 대답한 지 {s}초, {of}초가 되면 판정해요 ({stream})",
  "order-and-ticket-differ": "주문은 {order}, {ticket}은(는) {state}",
  "ticket-paid-order-not": "주문은 {payment}, {ticket}은(는) 카운터에서 결제됨",
  "order-paid-ticket-not": "주문은 {payment}, {ticket}은(는) 결제 전",
  "payment-and-hold-differ": "결제는 {payment}, 홀드는 {hold}, 못 받은 돈 {owed}원, 환불 {refunded}원",
  "below-zero": "0보다 작아요: {counts}",
  "stock-not-received": "받은 것 {received}개, 예약 {reserved}개, 남은 것 {free}개, 판매 {sold}개",
  "stock-not-kept": "예약은 {reserved}개, 티켓이 가진 것은 {kept}개",
  "sold-after": "{store}에서 품절된 지 {ms}ms 뒤에 {item}이(가) 팔렸어요",
  "captured-often": "{times}번 결제, 모두 {won}원",
  "refunded-beyond": "받은 돈보다 {won}원 더 환불됐어요",
  "kept-beyond": "합계 {total}원인데 {won}원을 받았어요",
  "captured-otherwise": "홀드는 {hold}원 결제, 장부는 {ledger}원",
  "refunded-otherwise": "홀드는 {hold}원 환불, 장부는 {ledger}원",
  "kept-not-due":
    "{state}: {kept}원을 받았는데, 맞는 금액은 {total}원에서 못 만든 {notMade}원과 돌려준 {givenBack}원을 뺀 것",
  "captured-for-nothing": "{state}: {captured}원 결제, {refunded}원 환불",
  "still-held": "{state}인데 {held}원이 아직 잡혀 있어요",
  "begun-unpaid": "결제가 {payment}일 때 만들기 시작했어요 (주문한 사람: {owner})",
  "captured-of-no-order": "주문이 없는데 {won}원이 결제됐어요",
  "quoted-otherwise": "{total}원인데 보여 준 값은 {quoted}원",
  "lines-otherwise": "{total}원인데 줄의 합은 {lines}원",
  "told-otherwise": "{total}원인데 알린 값은 {told}원",
  "held-otherwise": "{total}원인데 잡힌 돈은 {held}원",
  "deferred-beyond": "한도 {allowance}원에 외상 {total}원",
  "allowance-otherwise":
    "한도 {allowance}원으로 외상했는데, member가 {version}번으로 알린 한도는 {announced}원",
  "allowance-over": "한도가 끝난 지 {ms}ms 뒤의 외상",
  "deferred-many": "주문 {orders}개 {won}원이 외상이에요",
  "not-taken": "{state}인데 {won}원을 받지 않았어요",
  "of-ticket": "{ticket}: {why}",
  "tickets-many": "티켓이 {n}개예요: {tickets}",
  "ticket-of-no-order": "주문 없이 티켓이 있어요",
  "no-ticket": "{state}인데 티켓이 없어요",
  "ticket-of-other-move": "매장을 {moves}번 옮겼는데 티켓은 {ticketMove}번째 것이에요",
  "ticket-unwanted": "주문은 {state}인데 티켓이 있어요",
  "cup-twice": "{cup} 잔이 두 번 있어요",
  "cup-made-often": "{cup} 잔을 {times}번 만들었는데, 다시 만들라고 한 것은 {anew}번",
  "cup-never-made": "{cup} 잔은 다 됐다는데 만든 적이 없어요",
  "cups-beyond": "{ordered}잔을 주문했는데 {cups}잔이에요",
  "void-begun": "{ticket}은(는) 취소됐는데 {at}에 만들기 시작했어요",
  "cancelled-begun": "CANCELLED인데 {ticket}은(는) {state}",
  "cups-not-made": "{ticket}은(는) {state}인데 {cups}잔 중 {left}잔을 만들지 않았어요",
  "ready-early": "{ticket}은(는) {version}판에서 {cups}잔 중 {over}잔만 만들고 준비 완료",
  "step-out-of-turn": "{state}일 때 {version}판에 {type}",
  "claimed-twice": "{since}판부터 누가 만들던 {cup} 잔을 {version}판에 또 맡았어요",
  "made-unasked": "{cup} 잔을 {version}판에 다시 만들었는데 아무도 청하지 않았어요",
  "first-event": "첫 일이 {n}번이에요",
  "order-events-missing": "order는 {written}개를 적었는데 피드에는 {heard}개",
  "ticket-events-missing": "barista는 {ticket}의 일 {written}개를 적었는데 피드에는 {heard}개",
  "capture-untold": "member가 {times}번 결제하고 {told}번 알렸어요",
  "release-untold": "member가 홀드를 풀고 알리지 않았어요",
  "refund-untold": "member가 {won}원을 환불하고 {told}원을 알렸어요",
  "ticket-gap": "{ticket}의 {version}판이 {last}판 바로 뒤에 와요",
  "event-gap": "{version}번 일 ({type})이 {last}번 바로 뒤에 와요",
  "begins-elsewhere": "1판 PLACED로 시작하지 않아요",
  "version-gap": "{version}판이 {last}판 뒤에 와요",
  "dated-back": "{state}의 시각이 {before}보다 앞서요",
  "state-out-of-turn": "{before} 다음에 {state}",
  "ends-elsewhere": "{state}인데 이력은 {last}에서 끝나요",
  "ahead-of-version": "이력이 {version}판보다 앞서 있어요",
  "stars-otherwise": "별 {due}개가 맞는데 {got}개예요: {captured}원 결제, {refunded}원 환불",
  "stars-missing": "결제하고 받아 갔는데 별을 세지 않았어요",
  "coupon-of-nobody": "{coupon}은(는) 아무 주문의 것도 아니에요",
  "coupon-twice": "{coupon}을(를) {order}도 썼어요",
  "not-taken-in": "{feed}의 {seq}번 {type}: {consumer}은(는) {at}까지 지나갔는데 처리한 표시가 없어요",
  overdrawn: "{account}에 {won}원이 남아요",
  "first-posting": "첫 기입이 {n}번이에요",
  "posting-changed": "{account}의 {n}번 기입이 전과 달라요",
  "posting-breaks": "{account}: {n}번 기입 뒤 {before}원에 {amount}원을 더했는데 {next}번 뒤가 {after}원",
  "journal-unbalanced": "{kind}: 기입의 합이 {won}원이에요",
  "postings-fewer": "센 기입은 {counted}개인데 {n}번 기입이 있어요",
  "balance-otherwise": "잔액은 {balance}원인데 마지막 {n}번 기입({journal}) 뒤는 {after}원",
  "posting-gap": "{n}번 기입이 {last}번 바로 뒤에 와요",
  "postings-lost": "기입을 {counted}개 셌는데 {n}개만 있어요",
  "number-twice": "{number}은(는) {order}의 번호이기도 해요",
  "key-twice": "{owner}의 키 {key}(으)로 {order}도 만들어졌어요",
  "card-not-left":
    "충전 {toppedUp}원, 결제 {captured}원, 환불 {refunded}원: {left}원이 남아야 하는데 {has}원",
  "card-below-zero": "쓸 수 있는 돈 {available}원, 잡힌 돈 {held}원",
  "holds-otherwise": "잡힌 돈은 {held}원인데 열린 홀드의 합은 {open}원",
  "stars-not-entered": "적힌 별은 {entered}개인데 가진 별은 {has}개",
} as const satisfies Record<keyof typeof auditPhrases, string>;

/** Words among what is filled in; ids, states and numbers stay as they are. */
const valuesInKorean: Record<string, string> = {
  ...{ none: "없음", held: "잡힘", captured: "결제됨", released: "풀림", nothing: "없음" },
  ...{ absent: "없음", member: "회원", guest: "손님" },
};

export function auditWordsInKorean(text: string): string {
  const found = read(text);
  // Of an auditor that is newer than this page: its own words are better than none.
  if (!found) return text;
  const values = Object.entries(found.values).map(([name, value]) => [
    name,
    name === "why" ? auditWordsInKorean(value) : (valuesInKorean[value] ?? value),
  ]);
  return filled(inKorean[found.code], Object.fromEntries(values));
}

export function useAuditWords(): (text: string) => string {
  return useLanguage() === "ko" ? auditWordsInKorean : (text) => text;
}
