import type { Mail } from "@siren/contracts/accounts";
import type { Tx } from "@siren/store/unit-of-work";
import type { MailDoc } from "./account-store.ts";
import { type Post, usefulMs } from "./notifications/letters.ts";
import type { MemberModels } from "./store.ts";

type OfAccount = Exclude<Mail["about"], `order-${string}`>;
export type Message = { to: string; about: OfAccount; link?: string };

/** Tells somebody something about their account. Handed over with `tx`: nothing is told that was not done. */
export type Notifier = {
  /** False: nothing reaches anybody, and whoever would need a message for what they want is refused. */
  readonly delivers: boolean;
  tell(tx: Tx, message: Message): Promise<void>;
};

const keptForMs = 7 * 24 * 60 * 60_000;
const mostShown = 100;

const words: Record<OfAccount, { subject: string; text: string }> = {
  verify: {
    subject: "사이렌: 주소를 확인해 주세요 / Please confirm your address",
    text: "아래 주소를 열면 확인됩니다. Open this to confirm that the address is yours:",
  },
  reset: {
    subject: "사이렌: 새 비밀번호 / A new password",
    text: "30분 안에 아래 주소에서 새 비밀번호를 정해 주세요. 요청하지 않았다면 무시하세요. Choose a new password here within 30 minutes; if you did not ask for it, leave it:",
  },
  "email-change": {
    subject: "사이렌: 새 주소를 확인해 주세요 / Confirm your new address",
    text: "아래 주소를 열면 계정의 주소가 바뀝니다. Open this and the account has this address:",
  },
  "email-changed": {
    subject: "사이렌: 주소가 바뀌었습니다 / Your address was changed",
    text: "이제 이 계정은 다른 주소를 씁니다. 직접 바꾼 것이 아니라면 매장에 알려 주세요. The account has another address now; if that was not you, tell us.",
  },
  "password-changed": {
    subject: "사이렌: 비밀번호가 바뀌었습니다 / Your password was changed",
    text: "모든 기기에서 로그아웃되었습니다. 직접 바꾼 것이 아니라면 새 비밀번호를 요청하세요. You were signed out everywhere; if that was not you, ask for a new password.",
  },
  "already-registered": {
    subject: "사이렌: 이미 계정이 있어요 / You have an account already",
    text: "이 주소로 가입하려는 시도가 있었지만 이미 계정이 있습니다. 로그인하거나 아래에서 새 비밀번호를 정하세요. 직접 한 것이 아니라면 무시하세요; 바뀐 것은 없습니다. Somebody tried to register with this address, which has an account already. Sign in, or choose a new password here; if that was not you, nothing has changed:",
  },
  appointed: {
    subject: "사이렌: 매장 직원이 되었습니다 / You work here now",
    text: "매장 관리자가 이 계정에 직원 권한을 주었습니다. 카드와 별은 그대로입니다. 모르는 일이라면 매장에 알려 주세요. A manager gave this account a post at the store; its card and stars stay as they are. If you know nothing of it, tell us.",
  },
  deleted: {
    subject: "사이렌: 계정이 삭제되었습니다 / Your account was deleted",
    text: "그동안 이용해 주셔서 감사합니다. Thank you for having been with us.",
  },
};

/** Messages about accounts, by the same way as all e-mail. */
export function createNotifier(
  email: Post,
  { newId, now }: { newId: () => string; now: () => number },
): Notifier {
  return {
    delivers: email.delivers,
    async tell(tx, { to, about, link }) {
      const { subject, text } = words[about];
      const at = now();
      await email.put(tx, {
        ...{ letterId: newId(), channel: "email", memberId: null, orderId: null, to, about, subject },
        ...{ text: link === undefined ? text : `${text}\n\n${link}`, html: null, hook: null },
        ...{ at, uselessAt: at + usefulMs[about] },
      });
    },
  };
}

/**
 * The developers' mailbox: what would be sent is kept for a week, where a page shows it to whoever asks, links and
 * all. So it is there with the demo's accounts or when a developer says so, and nowhere else. Nothing leaves this
 * machine by it.
 */
export function createMailbox(
  models: Pick<MemberModels, "mails">,
): Post & { read(to?: string): Promise<Mail[]> } {
  return {
    delivers: true,
    async put(tx, { letterId: _id, channel, to, about, subject, text, html, at }) {
      const expiresAt = new Date(at + keptForMs);
      const mail: MailDoc = { _id, channel, to, about, subject, text, html, at, expiresAt };
      await models.mails.create([mail], { session: tx.session });
    },
    /** What is in it was sent. */
    withdraw: async () => {},
    async read(to) {
      const mails: MailDoc[] = await models.mails
        .find(to === undefined ? {} : { to })
        .sort({ at: -1, _id: -1 })
        .limit(mostShown)
        .lean();
      return mails.map(({ _id, expiresAt: _until, ...mail }) => ({ mailId: _id, ...asNow, ...mail }));
    },
  };
}

/** What mails lack that were written before there was such a thing. */
const asNow = { channel: "email" as const, html: null };

export type Mailbox = ReturnType<typeof createMailbox>;
