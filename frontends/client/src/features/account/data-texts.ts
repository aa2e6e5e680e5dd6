import { type Dictionary, useSay } from "@siren/web/i18n";

const dataTexts = {
  lead: ["내 데이터는 내 것이에요.", "Your data is yours."],
  exportTitle: ["내려받기", "Download it"],
  exportText: [
    "계정, 카드와 사용 내역, 별, 쿠폰, 즐겨찾기, 알림 설정이 파일 하나(JSON)에 들어가요. 주문은 주문내역에서 볼 수 있어요.",
    "Account, card and what happened on it, stars, coupons, favourites and messages, in one file (JSON). Your orders are under Orders.",
  ],
  doExport: ["파일로 내려받기", "Download the file"],
  exported: ["내려받았어요. 안전한 곳에 두세요.", "Downloaded. Please keep it somewhere safe."],

  deleteTitle: ["계정 삭제", "Delete the account"],
  deleteText: [
    "닉네임, 이메일, 비밀번호, 연결한 계정, 즐겨찾기, 생일, 알림 설정이 바로 지워지고 모든 기기에서 로그아웃돼요. 되돌릴 수 없어요.",
    "Nickname, email, password, linked accounts, favourites, birthday and messages are deleted at once, and you are signed out everywhere. It cannot be undone.",
  ],
  keptTitle: ["남는 것과 그 이유", "What is kept, and why"],
  keptText: [
    "카드의 거래 기록과 지난 주문은 남아요. 세금과 회계에 쓰는 장부라서 지울 수 없지만, 누구의 것인지 알려 주는 이름과 이메일은 없어요. 쓰지 않은 별과 쿠폰은 쓸 수 없게 돼요.",
    "The entries of the card and past orders are kept: they are the books for taxes and accounts. No name and no email leads from them to you. Stars and coupons that are left can no longer be used.",
  ],
  held: [
    "진행 중인 주문이 있어요 ({amount}). 끝난 뒤에 삭제할 수 있어요.",
    "An order is under way ({amount}). Please wait until it is over.",
  ],
  owed: [
    "미결제 금액이 {amount} 있어요. 충전해서 정산한 뒤에 삭제할 수 있어요.",
    "{amount} is owed. Please top up to settle it first.",
  ],
  won: [
    "카드에 {amount}이 남아 있어요. 삭제하면 돌려받을 수 없어요.",
    "There is {amount} on the card. It is lost with the account.",
  ],
  forfeit: ["남은 {amount}을 포기할게요", "I give up the {amount} that is left"],
  forfeitMissing: ["남은 금액을 포기하는 데 동의해 주세요.", "Please agree that it is lost."],
  begin: ["계정 삭제하기…", "Delete the account…"],
  sure: ["정말 삭제할까요?", "Delete it for good?"],
  doDelete: ["네, 삭제할게요", "Yes, delete it"],
  keep: ["그대로 둘게요", "Keep it"],
  notNow: [
    "지금은 삭제할 수 없어요. 진행 중인 주문이나 충전이 끝난 뒤에 다시 해 주세요.",
    "Not just now: an order or a top-up is under way. Please try again once it is over.",
  ],
  goodbye: ["안녕히 가세요", "Goodbye"],
  goodbyeText: [
    "계정을 삭제했어요. 그동안 함께해 주셔서 고마워요. 언제든 로그인 없이 커피 한 잔 하러 오세요.",
    "Your account is deleted. Thank you for having been with us. Come by for a coffee any time; no account is needed.",
  ],
  toStores: ["매장 보기", "See the stores"],
} as const satisfies Dictionary;

export const useDataText = () => useSay(dataTexts);
