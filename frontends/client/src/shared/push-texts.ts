import { type Dictionary, useSay } from "@siren/web/i18n";

const pushTexts = {
  pushTitle: ["준비되면 알려주기", "Tell me when it is ready"],
  pushText: ["이 페이지를 닫아도 알려드려요.", "Even when this page is closed."],
  pushInstall: [
    "홈 화면에 추가해서 열면, 페이지를 닫아도 준비됐을 때 알려드릴 수 있어요.",
    "Add this page to your home screen and open it there: then we can tell you even when it is closed.",
  ],
  pushBlocked: [
    "이 브라우저에서 알림이 차단되어 있어요. 브라우저 설정에서 허용해 주세요.",
    "Notifications are blocked in this browser. Please allow them in its settings.",
  ],
  pushFailed: [
    "지금은 켤 수 없어요. 이 페이지를 열어 두시면 여기서 알려드려요.",
    "It could not be turned on just now. While this page is open we tell you here.",
  ],
} as const satisfies Dictionary;

export const usePushText = () => useSay(pushTexts);
