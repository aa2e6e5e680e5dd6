import { type Dictionary, useSay } from "@siren/web/i18n";

const profileTexts = {
  lead: [
    "카운터에서 부를 이름과, 들어오는 방법이에요.",
    "What you are called at the counter, and how you come in.",
  ],
  nicknameSaved: ["이제 {name}님이라고 부를게요.", "From now on you are called {name}."],
  email: ["이메일", "Email"],
  noEmail: ["등록된 이메일이 없어요.", "There is no address yet."],
  isVerified: ["확인됨", "Confirmed"],
  notVerified: ["아직 확인되지 않았어요", "Not confirmed yet"],
  verifyText: [
    "받은 메일의 링크를 열면 확인돼요. 확인해야 이메일로 알려드리고, 다른 계정을 연결할 수 있어요.",
    "Open the link that was sent to it. Only then can we write to you, and other accounts be linked.",
  ],
  sendAgain: ["확인 메일 다시 보내기", "Send the link again"],
  sentAgain: ["확인 메일을 보냈어요. 3일 동안 쓸 수 있어요.", "The link is on its way. It works for 3 days."],
  changeEmail: ["이메일 바꾸기", "Change the email"],
  addEmail: ["이메일 등록하기", "Add an email"],
  newEmail: ["새 이메일", "New email"],
  emailSent: [
    "{email}로 링크를 보냈어요. 그 링크를 열면 바뀌고, 그때까지는 지금 이메일 그대로예요.",
    "A link is on its way to {email}. The address changes when it is opened; until then all stays as it is.",
  ],
  password: ["비밀번호", "Password"],
  changePassword: ["비밀번호 바꾸기", "Change the password"],
  setPassword: ["비밀번호 정하기", "Set a password"],
  noPassword: [
    "비밀번호 없이 다른 계정으로 들어오고 있어요.",
    "You come in by another account, without a password.",
  ],
  passwordText: [
    "바꾸면 다른 기기에서는 모두 로그아웃돼요.",
    "Once it is changed, you are signed out everywhere else.",
  ],
  current: ["지금 비밀번호", "Your password now"],
  currentMissing: ["지금 비밀번호를 입력해 주세요.", "Please enter your password."],
  currentWrong: ["비밀번호가 맞지 않아요.", "That is not the password."],
  newPassword: ["새 비밀번호", "New password"],
  passwordSaved: [
    "비밀번호를 바꿨어요. 다른 기기에서는 로그아웃되었어요.",
    "Your password is changed, and you are signed out everywhere else.",
  ],
  anew: [
    "안전을 위해 방금 로그인한 분만 할 수 있어요. 다시 로그인하면 이 화면으로 돌아와요.",
    "To be safe, only who signed in a moment ago can do this. Sign in once more, and you come back here.",
  ],
  ways: ["다른 계정으로 들어오기", "Other ways in"],
  waysText: [
    "연결해 두면 비밀번호 없이 들어올 수 있어요.",
    "Once linked, you can come in without the password.",
  ],
  isLinked: ["연결됨", "Linked"],
  link: ["{name} 연결하기", "Link {name}"],
  unlink: ["{name} 연결 끊기", "Unlink {name}"],
  lastWay: [
    "들어올 방법이 이것뿐이라 끊을 수 없어요. 먼저 비밀번호를 정해 주세요.",
    "It is your only way in. Please set a password first.",
  ],
} as const satisfies Dictionary;

export const useProfileText = () => useSay(profileTexts);
