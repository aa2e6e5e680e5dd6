import { type Dictionary, useSay } from "@siren/web/i18n";

const messagesTexts = {
  lead: ["원하는 것만, 원하는 곳으로 알려드려요.", "Only what you want, where you want it."],
  here: ["이 브라우저에서", "In this browser"],
  hereText: [
    "이 페이지가 열려 있으면 소리와 진동으로 알려드려요. 브라우저 알림을 켜면 닫혀 있어도 알려드려요.",
    "While this page is open it rings. With the browser's own messages you are told when it is closed, too.",
  ],
  letters: ["메일과 메시지", "Email and messages"],
  lettersText: ["고르지 않으면 보내지 않아요.", "Nothing is sent that is not chosen."],
  email: ["이메일", "Email"],
  message: ["메시지", "Message"],
  paid: ["결제되면 (영수증)", "When it is paid (the receipt)"],
  making: ["만들기 시작하면", "When it is being made"],
  ready: ["준비되면", "When it is ready"],
  when: ["언제", "When"],
  switchOf: ["{moment}: {channel}", "{moment}: {channel}"],
  NOT_VERIFIED_email: ["이메일을 먼저 확인해 주세요.", "Please confirm your email first."],
  NOT_VERIFIED_message: [
    "이메일을 확인하거나 카카오를 연결하면 받을 수 있어요.",
    "Confirm your email, or link Kakao, and this can be sent.",
  ],
  NOT_SET_UP_email: ["이 카페는 아직 메일을 보내지 않아요.", "This cafe does not send email yet."],
  NOT_SET_UP_message: ["이 카페는 아직 메시지를 보내지 않아요.", "This cafe does not send messages yet."],
  toProfile: ["확인하러 가기", "Confirm it"],
} as const satisfies Dictionary;

export const useMessagesText = () => useSay(messagesTexts);
