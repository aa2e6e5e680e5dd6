import { type Dictionary, useSay } from "@siren/web/i18n";

const rewardsTexts = {
  lead: ["카드로 마시면 별이 쌓여요.", "What you pay by card brings stars."],
  stars: ["별", "Stars"],
  starsOf: ["별 {n}개", "{n} {n|star|stars}"],
  toDrink: ["{n}개를 더 모으면 무료 음료 한 잔", "{n} more for a free drink"],
  owedStars: [
    "환불로 별 {n}개를 되돌려야 해서, 그만큼은 먼저 채워져요.",
    "A refund took back {n} {n|star|stars} that you had spent; the next ones make up for that first.",
  ],
  tier_WELCOME: ["웰컴", "Welcome"],
  tier_GREEN: ["그린", "Green"],
  tier_GOLD: ["골드", "Gold"],
  tier: ["{tier} 등급", "{tier} member"],
  toTier: ["{tier}까지 별 {n}개 남았어요", "{n} {n|star|stars} to {tier}"],
  topTier: ["가장 높은 등급이에요", "The highest tier"],
  tierText: [
    "올해 모은 별 {n}개. 등급은 올해 모은 별로 정해지고 내년 말까지 이어져요.",
    "{n} {n|star|stars} this year. A tier is reached by the stars of a year and kept through the next.",
  ],
  history: ["별이 쌓인 기록", "How they came"],
  because_order: ["주문", "An order"],
  because_refund: ["환불로 되돌림", "Taken back with a refund"],
  because_coupon: ["무료 음료 쿠폰으로 바꿈", "Turned into a free drink"],
  noStars: [
    "아직 별이 없어요. 카드로 한 잔 마시면 시작돼요.",
    "No stars yet. The first drink by card begins it.",
  ],

  coupons: ["쿠폰", "Coupons"],
  noCoupons: ["아직 쿠폰이 없어요.", "No coupons yet."],
  usable: ["쓸 수 있어요", "Ready to use"],
  used: ["썼어요", "Used"],
  expired: ["기한이 지났어요", "Ran out"],
  until: ["{day}까지", "until {day}"],
  today: ["오늘까지예요", "until tonight"],
  daysLeft: ["{n}일 남았어요", "{n} {n|day|days} left"],
  since: ["{day}에 받음", "given on {day}"],
  seeOrder: ["쓴 주문 보기", "See the order"],
  useText: ["주문할 때 카드 결제를 고르면 쓸 수 있어요.", "Use it at checkout when you pay by card."],
  over: ["쓴 쿠폰과 지난 쿠폰", "Used and run out"],

  birthday: ["생일", "Birthday"],
  birthdayIs: ["{day}에 무료 음료를 드려요.", "A free drink for you on {day}."],
  birthdayLead: [
    "생일을 알려주시면 무료 음료를 드려요. 한 번만 정할 수 있어요.",
    "Tell us once when it is, and a drink is on us each year.",
  ],
  month: ["월", "Month"],
  day: ["일", "Day"],
  setBirthday: ["생일 정하기", "Set the birthday"],
  setDay: ["{day}로 정하기", "It is {day}"],
  birthdayMissing: ["월과 일을 골라 주세요.", "Please pick the month and the day."],
} as const satisfies Dictionary;

export const useRewardsText = () => useSay(rewardsTexts);
