import { type Dictionary, useSay } from "@siren/web/i18n";

const texts = {
  step: ["자리 바꾸기", "Switch"],
  stepTitle: ["누가 일하나요?", "Whose turn is it?"],
  stepLead: ["이름을 고르고 PIN 여섯 자리를 누르세요.", "Pick your name and tap your six-digit PIN."],
  nobody: ["이 매장에서 PIN을 정한 사람이 아직 없어요.", "Nobody at this store has set a PIN yet."],
  pinOf: ["{name}님의 PIN", "PIN of {name}"],
  typed: ["{n}자리 눌렀어요", "{n} digits typed"],
  erase: ["지우기", "Erase"],
  back: ["다른 사람", "Somebody else"],
  cancel: ["취소", "Cancel"],
  leftFor: ["{m}분 남음", "{m} min left"],
  stepDown: ["그만하기", "Step down"],
  setPin: ["PIN 정하기", "Set your PIN"],
  setPinTitle: ["공용 태블릿 PIN", "Your PIN for shared tablets"],
  setPinLead: [
    "여섯 자리로 정하세요. 같은 숫자나 이어진 숫자는 쓸 수 없어요.",
    "Six digits; not one digit repeated, and not a row.",
  ],
  password: ["지금 비밀번호", "Your password"],
  newPin: ["새 PIN", "New PIN"],
  pinFormat: ["숫자 여섯 자리를 입력해 주세요.", "Six digits, please."],
  pinWeak: ["너무 쉬운 PIN이에요. 다른 숫자로 정해 주세요.", "That one is tried first. Please take another."],
  wrongPassword: ["비밀번호가 맞지 않아요.", "That is not your password."],
  save: ["저장", "Save"],
  saved: ["PIN을 정했어요.", "Your PIN is set."],
} as const satisfies Dictionary;

export const useTabletText = () => useSay(texts);
