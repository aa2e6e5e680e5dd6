import type { ProblemCode } from "@siren/contracts/problems";

/** What has no code of the server: no answer at all, an answer of another form, a status without words. */
type PageCode = "NO_NETWORK" | "UNEXPECTED" | "HTTP";
type Both = readonly [ko: string, en: string];

const resting: Both = [
  "서비스가 잠시 쉬고 있어요. 조금 뒤에 다시 해 주세요.",
  "A service is away for a moment. Please try again a little later.",
];
const oldPage: Both = [
  "이 화면이 오래되었어요. 새로고침한 뒤 다시 해 주세요.",
  "This page is out of date. Please reload it and try again.",
];
const tooLarge: Both = [
  "보낸 내용이 너무 길어요. 줄여서 다시 해 주세요.",
  "That is too long. Please make it shorter.",
];
const tooSlow: Both = [
  "응답이 늦어지고 있어요. 잠시 뒤에 다시 해 주세요.",
  "The answer is taking too long. Please try again in a moment.",
];
const cardCompany: Both = [
  "카드사가 답하지 않아요. 결제되지 않았으니 잠시 후 다시 시도해 주세요.",
  "The card company is not answering. Nothing was charged; please try again in a moment.",
];

/**
 * Each code of the server in words that a person can act on: what happened, and what to do. Typed by the table of
 * codes, so that a new one without words does not compile.
 */
export const problemTexts: Record<ProblemCode | PageCode, Both> = {
  BAD_REQUEST: ["입력한 내용을 다시 확인해 주세요.", "Please check what you entered."],
  UNAUTHENTICATED: ["로그인이 필요해요.", "Please sign in."],
  PIN_WRONG: ["PIN이 맞지 않아요. 다시 입력해 주세요.", "That is not the PIN. Please try again."],
  TOKEN_EXPIRED: [
    "로그인이 만료되었어요. 다시 로그인해 주세요.",
    "Your sign-in has run out. Please sign in again.",
  ],
  INSUFFICIENT_BALANCE: [
    "카드 잔액이 부족해요. 충전하거나 카운터에서 결제해 주세요.",
    "There is not enough on the card. Top it up, or pay at the counter.",
  ],
  PAYMENT_DUE: ["먼저 카운터에서 결제해 주세요.", "Please pay at the counter first."],
  PAYMENT_DECLINED: [
    "결제가 승인되지 않았어요. 다른 카드나 금액으로 해 주세요.",
    "The payment was declined. Please try another card or amount.",
  ],
  FORBIDDEN: ["이 계정으로는 할 수 없어요.", "This is not possible with this account."],
  NOT_VERIFIED: [
    "이메일을 먼저 확인해 주세요. 받은 메일의 링크를 열면 돼요.",
    "Please confirm your email first, by the link that was sent to it.",
  ],
  WRONG_STORE: ["다른 매장의 것이에요.", "This belongs to another store."],
  NOT_FOUND: ["찾을 수 없어요. 이미 없어졌을 수 있어요.", "This cannot be found. It may be gone already."],
  METHOD_NOT_ALLOWED: oldPage,
  NOT_ACCEPTABLE: oldPage,
  REQUEST_TIMEOUT: [
    "연결이 느려서 다 보내지 못했어요. 다시 해 주세요.",
    "The connection was too slow to send it all. Please try again.",
  ],
  ALREADY_STARTED: [
    "이미 만들기 시작해서 취소할 수 없어요.",
    "It is already being made and can no longer be cancelled.",
  ],
  ALREADY_REGISTERED: [
    "이미 가입된 이메일이에요. 로그인하거나 비밀번호를 새로 정해 주세요.",
    "This email is registered already. Please sign in, or choose a new password.",
  ],
  COUPON_USED: [
    "이미 쓴 쿠폰이에요. 다른 쿠폰을 골라 주세요.",
    "This coupon was used already. Please pick another.",
  ],
  HOLD_RELEASED: [
    "이 주문의 결제는 이미 취소되었어요. 새로 주문해 주세요.",
    "The payment of this order was called off already. Please order anew.",
  ],
  ILLEGAL_TRANSITION: [
    "지금 상태에서는 할 수 없어요. 화면을 다시 확인해 주세요.",
    "This is not possible any more. Please look at how it stands now.",
  ],
  PRICE_CHANGED: [
    "가격이 바뀌었어요. 새 금액을 확인해 주세요.",
    "The price has changed. Please look at the new total.",
  ],
  SOLD_OUT: [
    "방금 품절되었어요. 빼거나 다른 메뉴로 바꿔 주세요.",
    "It has just sold out. Please take it out or pick another.",
  ],
  STORE_CLOSED: [
    "매장 영업이 끝났어요. 다른 매장을 골라 주세요.",
    "The store is closed. Please pick another one.",
  ],
  STORE_PAUSED: [
    "매장이 잠시 주문을 받지 않아요. 기다리거나 다른 매장을 골라 주세요.",
    "The store is not taking orders for a moment. Please wait, or pick another one.",
  ],
  UNIT_CLAIMED: ["다른 사람이 만들고 있는 잔이에요.", "Somebody else is making this cup."],
  VERSION_CONFLICT: [
    "다른 화면에서 먼저 바꿨어요. 다시 시도해 주세요.",
    "It was changed elsewhere first. Please try again.",
  ],
  LINK_EXPIRED: [
    "이미 쓴 링크이거나 기한이 지났어요. 새로 받아 주세요.",
    "This link was used already, or it has run out. Please ask for a new one.",
  ],
  CURSOR_GONE: ["너무 오래된 내용이라 보여드릴 수 없어요.", "That far back is no longer kept."],
  PAYLOAD_TOO_LARGE: tooLarge,
  URI_TOO_LONG: tooLarge,
  UNSUPPORTED_MEDIA_TYPE: oldPage,
  NICKNAME_REFUSED: [
    "카운터에서 부를 수 없는 닉네임이에요. 다른 닉네임을 골라 주세요.",
    "That name cannot be called at the counter. Please choose another.",
  ],
  KEY_REUSED: [
    "먼저 보낸 것과 내용이 달라요. 확인하고 다시 해 주세요.",
    "It differs from what was sent before. Please check it and try again.",
  ],
  COUPON_INVALID: [
    "이 주문에는 쓸 수 없는 쿠폰이에요. 빼거나 다른 쿠폰을 골라 주세요.",
    "The coupon does not count for this. Take it off, or pick another.",
  ],
  OPTION_INVALID: [
    "선택한 옵션을 함께 만들 수 없어요. 옵션을 바꿔 주세요.",
    "These options do not go together. Please change them.",
  ],
  PICTURE_INVALID: [
    "쓸 수 없는 그림이에요. 다른 파일을 골라 주세요.",
    "That picture cannot be used. Please pick another file.",
  ],
  CARD_LOCKED: [
    "카드가 잠겨 있어요. 카운터에서 결제하고 매장에 문의해 주세요.",
    "The card is locked. Please pay at the counter, and ask at the store.",
  ],
  UPGRADE_REQUIRED: oldPage,
  KEY_REQUIRED: oldPage,
  STORE_AT_CAPACITY: [
    "매장 주문이 많아요. 잠시 후 다시 시도하거나 다른 매장을 골라 주세요.",
    "The store has its hands full. Please try again shortly, or pick another one.",
  ],
  TOO_MANY_REQUESTS: [
    "너무 여러 번 시도했어요. 잠시 기다려 주세요.",
    "Too many tries. Please wait a moment.",
  ],
  HEADERS_TOO_LARGE: [
    "브라우저가 보낸 내용이 너무 커요. 이 사이트의 쿠키를 지우고 다시 해 주세요.",
    "Your browser sent too much. Please clear this site's cookies and try again.",
  ],
  INTERNAL: [
    "저희 쪽에 문제가 생겼어요. 다시 시도해 주세요. 계속되면 아래 코드를 알려 주세요.",
    "Something went wrong on our side. Please try again; if it stays, tell us the code below.",
  ],
  BAD_UPSTREAM: resting,
  BREAKER_OPEN: resting,
  MAIL_UNAVAILABLE: [
    "지금은 메일을 보낼 수 없어요. 매장에 문의해 주세요.",
    "No mail can be sent from here yet. Please ask at the store.",
  ],
  DRAINING: resting,
  PAYMENT_UNAVAILABLE: cardCompany,
  NO_INSTANCE: resting,
  OVERLOADED: [
    "지금 손님이 많아요. 조금 뒤에 다시 해 주세요.",
    "It is very busy just now. Please try again a little later.",
  ],
  UPSTREAM_TIMEOUT: tooSlow,
  LOOP_DETECTED: resting,

  NO_NETWORK: [
    "인터넷에 연결되어 있지 않아요. 연결을 확인해 주세요.",
    "There is no connection. Please check your network.",
  ],
  UNEXPECTED: [
    "문제가 생겼어요. 새로고침한 뒤 다시 해 주세요.",
    "Something went wrong. Please reload the page and try again.",
  ],
  HTTP: [
    "서비스에 잠시 닿지 않아요. 조금 뒤에 다시 해 주세요.",
    "A service cannot be reached just now. Please try again a little later.",
  ],
};
