import { type Dictionary, useSay } from "@siren/web/i18n";

/** What every screen of the account says, and the first of them. What one screen alone says stands beside it. */
const accountTexts = {
  account: ["내 정보", "Account"],
  hello: ["{name}님", "Hello, {name}"],
  signIn: ["로그인", "Sign in"],
  register: ["가입하기", "Create an account"],
  save: ["저장하기", "Save"],
  cancel: ["취소", "Cancel"],
  tryAgain: ["다시 시도", "Try again"],
  asOf: [
    "{time} 기준이에요. 회원 서비스가 돌아오면 새로 보여요.",
    "As of {time}. It is renewed once the member service is back.",
  ],
  partAway: [
    "회원 서비스가 잠시 쉬고 있어서 지금은 볼 수 없어요. 돌아오면 저절로 보여요.",
    "The member service is away for a moment, so this cannot be shown. It comes back by itself.",
  ],
  partFailed: ["불러오지 못했어요.", "This could not be loaded."],
  membersOnly: ["로그인하면 볼 수 있어요.", "Sign in to see this."],

  card: ["사이렌 카드", "Siren card"],
  balance: ["잔액", "Balance"],
  balanceAway: [
    "회원 서비스가 쉬는 중이라 잔액을 볼 수 없어요. 주문은 할 수 있어요.",
    "The member service is away, so the balance cannot be shown. You can still order.",
  ],
  topUp: ["충전하기", "Top up"],
  ledger: ["사용 내역", "What happened"],
  part_card: ["카드 충전과 내역", "Card and top-ups"],
  part_rewards: ["별과 쿠폰", "Stars and coupons"],
  part_favourites: ["즐겨찾기", "Favourites"],
  part_profile: ["내 정보와 로그인", "Profile and sign-in"],
  part_messages: ["알림", "Messages"],
  part_data: ["내 데이터", "Your data"],
  partText_card: ["충전, 결제, 환불이 모두 보여요", "Every top-up, payment and refund"],
  partText_rewards: [
    "별 {stars}개 · 쿠폰 {coupons}장",
    "{stars} {stars|star|stars} · {coupons} {coupons|coupon|coupons} to use",
  ],
  partText_favourites: ["자주 마시는 것을 한 번에", "What you often have, in one tap"],
  partText_profile: ["닉네임, 이메일, 비밀번호", "Nickname, email, password"],
  partText_unverified: ["이메일을 확인해 주세요", "Please confirm your email"],
  partText_messages: ["무엇을 어디로 알려드릴까요?", "What we tell you, and where"],
  partText_data: ["내려받기와 계정 삭제", "Download it, or leave"],
  parts: ["내 정보의 항목", "Parts of your account"],
  linked: [
    "연결했어요. 다음부터는 그 계정으로도 들어올 수 있어요.",
    "Linked. From now on you can come in by that account, too.",
  ],

  look: ["화면", "This page"],
  currency: ["원화와 함께 볼 통화", "Currency beside the won"],
  language: ["언어", "Language"],
  theme: ["밝기", "Appearance"],
  theme_system: ["기기 설정", "As the device"],
  theme_light: ["밝게", "Light"],
  theme_dark: ["어둡게", "Dark"],

  signOut: ["로그아웃", "Sign out"],
  signOutEverywhere: ["모든 기기에서 로그아웃", "Sign out everywhere"],
  signOutText: [
    "모든 기기에서 로그아웃하면 이 계정으로 열린 화면이 곧바로 끝나요.",
    "Signing out everywhere ends every page that is open with this account at once.",
  ],
  signOutFailed: [
    "아직 로그아웃되지 않았어요. 다른 사람과 함께 쓰는 기기라면 조금 뒤에 다시 눌러 주세요.",
    "You are not signed out yet. If others use this device, please try again a little later.",
  ],

  guestTitle: ["계정이 있으면", "With an account"],
  guestCard: ["카드로 바로 결제하고 기다리지 않아요", "Pay by card at once, and skip the counter"],
  guestStars: ["마실 때마다 별을 모아 무료 음료를 받아요", "Collect stars with each visit, for free drinks"],
  guestFavourites: ["자주 마시는 것을 저장해 한 번에 담아요", "Keep what you often have, one tap away"],
  guestEverywhere: ["어느 기기에서나 주문과 영수증을 봐요", "Your orders and receipts on every device"],
  guestMessages: ["준비되면 메일이나 메시지로도 알려드려요", "Be told by email or message when it is ready"],
  guestOrders: [
    "로그인 없이 한 주문은 이 브라우저에 따로 남아요. 로그인하면 진행 중인 것만 함께 보이고, 나머지는 로그아웃하면 다시 보여요.",
    "Orders that you placed without an account stay with this browser. Once signed in you still see what is under way; sign out, and the others are back.",
  ],
} as const satisfies Dictionary;

export const useAccountText = () => useSay(accountTexts);
