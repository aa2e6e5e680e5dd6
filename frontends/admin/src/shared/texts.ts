import { type Dictionary, useSay } from "@siren/web/i18n";

const texts = {
  brand: ["사이렌 매장", "Siren staff"],
  skip: ["본문으로 건너뛰기", "Skip to the content"],
  loading: ["불러오는 중", "Loading"],
  nothingHere: ["찾는 페이지가 없어요", "There is no such page"],
  settings: ["화면 설정", "Screen settings"],
  language: ["언어", "Language"],
  theme: ["밝기", "Appearance"],
  themeSystem: ["기기 설정", "As the device"],
  themeLight: ["밝게", "Light"],
  themeDark: ["어둡게", "Dark"],
  signOut: ["로그아웃", "Sign out"],
  signOutFailed: [
    "회원 서비스에 닿지 않아 지금은 로그아웃할 수 없어요.",
    "The member service is away, so signing out is not possible just now.",
  ],

  signIn: ["직원 로그인", "Staff sign-in"],
  signInLead: ["오늘도 좋은 커피 부탁드려요.", "Here's to a good shift."],
  email: ["이메일", "Email"],
  password: ["비밀번호", "Password"],
  emailInvalid: ["이메일 주소를 확인해 주세요.", "Please check the email address."],
  passwordMissing: ["비밀번호를 입력해 주세요.", "Please enter your password."],
  wrongLogin: ["이메일이나 비밀번호가 맞지 않아요.", "The email or the password is not right."],
  wasEnded: ["로그아웃되었어요. 다시 로그인해 주세요.", "You were signed out. Please sign in again."],
  notStaff: [
    "이 계정은 직원 계정이 아니에요. 매장에서 받은 계정으로 로그인해 주세요.",
    "This is not a staff account. Please sign in with the one your store gave you.",
  ],

  pickStore: ["어느 매장에서 일하나요?", "Which store are you at?"],
  hello: ["{name}님, 반가워요", "Hello {name}"],
  changeStore: ["매장 바꾸기", "Change store"],
  noStores: ["이 계정에 연결된 매장이 없어요.", "No store belongs to this account."],
  storeDesk: ["{store} 매장 관리", "{store}: store desk"],
  opsRoom: ["운영실", "Ops room"],
  opsRoomLead: ["레지스트리, 차단기, 경로", "Registry, breakers, routes"],

  ribbonMember: [
    "회원 서비스가 잠시 쉬고 있어요. 화면은 그대로 쓸 수 있고, 결제는 돌아온 뒤에 정리돼요.",
    "The member service is away. The board works as usual; charges are settled when it returns.",
  ],
  ribbonGateway: [
    "연결이 끊겼어요. 누른 것은 다시 보내는 중이에요.",
    "No connection. What you tapped is being sent again.",
  ],
  ribbonBarista: [
    "매장 서비스에 닿지 않아요. 누른 것은 다시 보내는 중이에요.",
    "The board's service cannot be reached. What you tapped is being sent again.",
  ],
  ribbonMenu: [
    "메뉴 서비스가 쉬고 있어요. 품절과 주문 멈춤은 그대로 할 수 있어요.",
    "The menu service is away. Sold-out and pausing still work.",
  ],
} satisfies Dictionary;

export type TextKey = keyof typeof texts;
export const useText = () => useSay<typeof texts>(texts);
