import { type Dictionary, useSay } from "@siren/web/i18n";

const staffTexts = {
  staff: ["직원", "Staff"],
  staffLead: [
    "이 매장에서 일하는 사람들이에요. 역할이나 매장이 바뀌면 열려 있던 화면은 바로 새 권한으로 바뀌어요.",
    "Who works at this store. With another post, what they had open ends at once and goes on with the new one.",
  ],
  none: ["아직 아무도 없어요.", "There is nobody yet."],
  you: ["나", "you"],
  barista: ["바리스타", "Barista"],
  manager: ["관리자", "Manager"],
  ops: ["운영", "Ops"],
  hasPin: ["PIN 있음", "has a PIN"],
  noPin: ["PIN 없음", "no PIN yet"],
  noEmail: ["이메일 없음", "no email"],
  add: ["직원 추가", "Add somebody"],
  addTitle: ["새 직원", "Somebody new"],
  addLead: [
    "첫 비밀번호를 정해서 직접 알려 주세요. 본인이 나중에 바꿀 수 있어요.",
    "Choose a first password and tell it to them in person. They can change it later.",
  ],
  hasAccount: ["이미 계정이 있는 사람이에요", "They have an account already"],
  hasAccountLead: [
    "고객으로 쓰던 계정에 역할을 더해요. 비밀번호, 카드, 별은 그대로이고, 본인에게 메일로 알려요.",
    "Adds a post to the account that they have as a customer. Password, card and stars stay as they are, and they are told by mail.",
  ],
  appointTheirs: ["그 계정을 직원으로 할게요", "Appoint them with that account"],
  accountNone: [
    "이 주소로 된 계정이 없어요. 주소를 확인하거나 새 계정을 만들어 주세요.",
    "No account has this address. Check it, or make a new account.",
  ],
  accountUnverified: [
    "그분이 아직 이메일을 확인하지 않았어요. 받은 메일의 링크를 먼저 열어야 직원으로 할 수 있어요.",
    "They have not confirmed their email yet. They have to open the link that was sent to them first.",
  ],
  accountOfStaff: [
    "이미 어느 매장의 직원이에요. 이 목록에 없다면 운영팀이 매장을 더해 줄 수 있어요.",
    "They have a post already. If they are not on this list, ops can add your store.",
  ],
  isOps: ["운영팀 계정은 운영팀만 바꿀 수 있어요.", "Only ops may change an ops account."],
  email: ["이메일", "Email"],
  password: ["첫 비밀번호", "First password"],
  passwordHint: ["10자 이상", "10 characters or more"],
  nickname: ["부르는 이름", "Name to be called by"],
  roles: ["역할", "Post"],
  stores: ["매장", "Stores"],
  emailWrong: ["이메일 주소를 확인해 주세요.", "Please check the email address."],
  passwordWrong: ["10자 이상, 128자까지 써 주세요.", "10 to 128 characters, please."],
  nicknameWrong: [
    "1자부터 12자까지, 부를 수 있는 이름으로 써 주세요.",
    "1 to 12 letters that can be called out.",
  ],
  rolesNone: ["역할을 하나 이상 골라 주세요.", "Pick one post at least."],
  storesNone: ["매장을 하나 이상 골라 주세요.", "Pick one store at least."],
  added: ["{name}님을 추가했어요.", "{name} is added."],
  editTitle: ["{name}님 수정", "Edit {name}"],
  notOwn: ["자기 역할은 다른 관리자가 바꿔야 해요.", "Your own post has to be changed by somebody else."],
  letGo: ["그만둠 처리", "Let go"],
  letGoNamed: ["{name}님 그만둠 처리", "Let go {name}"],
  letGoTitle: ["{name}님을 그만둠으로 처리할까요?", "Let {name} go?"],
  letGoLead: [
    "열려 있는 화면과 PIN이 바로 끝나고, 계정은 고객 계정으로 남아요.",
    "What they have open and their PIN end at once. Their account stays as a customer's.",
  ],
  elsewhereToo: [
    "다른 매장에서도 일하는 분이라 운영팀이 바꿔야 해요.",
    "They work at other stores too: ops has to change this.",
  ],
  away: [
    "회원 서비스가 쉬고 있어서 지금은 직원을 바꿀 수 없어요.",
    "The member service is away, so nobody's post can be changed just now.",
  ],
} as const satisfies Dictionary;
export const useStaffText = () => useSay(staffTexts);
