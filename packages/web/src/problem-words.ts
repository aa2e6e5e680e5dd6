import { problemTable } from "@siren/contracts/problems";
import { ApiProblem, codeOf } from "./failures.ts";
import type { Dictionary, Language } from "./i18n.ts";

/** The server's refusals in words that a person can act on. The code goes beside them, for support. */
const words: Dictionary = {
  BAD_REQUEST: ["입력한 내용을 다시 확인해 주세요.", "Please check what you entered."],
  UNAUTHENTICATED: ["로그인이 필요해요.", "Please sign in."],
  TOKEN_EXPIRED: [
    "로그인이 만료되었어요. 다시 로그인해 주세요.",
    "Your sign-in has run out. Please sign in again.",
  ],
  INSUFFICIENT_BALANCE: ["카드 잔액이 부족해요.", "There is not enough on the card."],
  PAYMENT_DUE: ["먼저 카운터에서 결제해 주세요.", "Please pay at the counter first."],
  PAYMENT_DECLINED: ["결제가 승인되지 않았어요.", "The payment was declined."],
  FORBIDDEN: ["이 계정으로는 할 수 없어요.", "This is not possible with this account."],
  WRONG_STORE: ["다른 매장의 것이에요.", "This belongs to another store."],
  NOT_FOUND: ["찾을 수 없어요.", "This cannot be found."],
  ALREADY_STARTED: [
    "이미 만들기 시작해서 취소할 수 없어요.",
    "It is already being made and can no longer be cancelled.",
  ],
  ALREADY_REGISTERED: ["이미 가입된 이메일이에요.", "This email is registered already."],
  ILLEGAL_TRANSITION: ["지금 상태에서는 할 수 없어요.", "This is not possible any more."],
  PRICE_CHANGED: [
    "가격이 바뀌었어요. 새 금액을 확인해 주세요.",
    "The price has changed. Please look at the new total.",
  ],
  SOLD_OUT: ["방금 품절되었어요.", "It has just sold out."],
  STORE_CLOSED: ["매장 영업이 끝났어요.", "The store is closed."],
  STORE_PAUSED: ["매장이 잠시 주문을 받지 않아요.", "The store is not taking orders for a moment."],
  UNIT_CLAIMED: ["다른 사람이 만들고 있는 잔이에요.", "Somebody else is making this cup."],
  VERSION_CONFLICT: [
    "다른 사람이 먼저 바꿨어요. 다시 시도해 주세요.",
    "Somebody else changed it first. Please try again.",
  ],
  OPTION_INVALID: ["선택한 옵션을 만들 수 없어요.", "These options do not go together."],
  CARD_LOCKED: ["카드가 잠겨 있어요.", "The card is locked."],
  KEY_REUSED: ["주문을 다시 확인해 주세요.", "Please check the order once more."],
  STORE_AT_CAPACITY: [
    "매장 주문이 많아요. 잠시 후 다시 시도해 주세요.",
    "The store has its hands full. Please try again shortly.",
  ],
  TOO_MANY_REQUESTS: [
    "요청이 너무 많아요. 잠시 후 다시 시도해 주세요.",
    "Too many tries. Please wait a moment.",
  ],
  NICKNAME_REFUSED: ["다른 닉네임을 골라 주세요.", "Please choose another nickname."],
  LINK_EXPIRED: ["이미 쓴 링크이거나 기한이 지났어요.", "This link was used already, or it has run out."],
  PAYMENT_UNAVAILABLE: [
    "카드사가 답하지 않아요. 결제되지 않았으니 잠시 후 다시 시도해 주세요.",
    "The card company is not answering. Nothing was charged; please try again in a moment.",
  ],
  MAIL_UNAVAILABLE: [
    "지금은 메일을 보낼 수 없어요. 매장에 문의해 주세요.",
    "No mail can be sent from here yet. Please ask at the store.",
  ],
  NO_NETWORK: ["인터넷에 연결되어 있지 않아요.", "There is no connection."],
  BREAKER_OPEN: [
    "서비스가 잠시 쉬고 있어요. 곧 돌아올게요.",
    "A service is away for a moment. It will be back.",
  ],
  NO_INSTANCE: [
    "서비스가 잠시 쉬고 있어요. 곧 돌아올게요.",
    "A service is away for a moment. It will be back.",
  ],
  UPSTREAM_TIMEOUT: ["응답이 늦어지고 있어요.", "The answer is taking too long."],
};

/** Signed in for all that a day needs; but this is done only for who has just been asked who they are. */
const onPassOnly = {
  ko: "회원 서비스가 잠시 쉬고 있어서 지금은 할 수 없어요. 주문과 취소는 그대로 할 수 있고, 이 일은 조금 뒤에 다시 해 주세요.",
  en: "The member service is away for a moment, so this has to wait. Ordering and cancelling still work; please try this again a little later.",
};

export function problemWords(error: unknown, spoken: Language): { text: string; code: string } {
  const code = codeOf(error);
  if (error instanceof ApiProblem && error.problem.because === "outage-pass")
    return { code, text: onPassOnly[spoken] };
  const known = words[code];
  if (known) return { code, text: spoken === "ko" ? known[0] : known[1] };
  const isServers = code.startsWith("HTTP_") || (code in problemTable && codeStatus(code) >= 500);
  if (isServers) {
    return {
      code,
      text: spoken === "ko" ? "서비스에 잠시 닿지 않아요." : "A service cannot be reached just now.",
    };
  }
  return {
    code,
    text:
      spoken === "ko" ? "문제가 생겼어요. 다시 시도해 주세요." : "Something went wrong. Please try again.",
  };
}

const codeStatus = (code: string): number => problemTable[code as keyof typeof problemTable].status;
