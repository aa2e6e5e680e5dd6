import { createHmac } from "node:crypto";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Members } from "./members.ts";
import type { Passwords } from "./passwords.ts";
import type { MemberDoc, MemberModels } from "./store.ts";
import type { Throttle } from "./throttle.ts";
import type { KeyFile, Tokens } from "./tokens.ts";

type Parts = {
  store: Store;
  models: MemberModels;
  members: Members;
  passwords: Passwords;
  throttle: Throttle;
  tokens: Tokens;
  file: KeyFile;
  newSessionId: () => string;
  now: () => number;
};

/** Those that everybody tries first: one digit six times, and six in a row. */
export function isWeakPin(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10);
  return (
    [0, 1, 9].some((step) => steps.every((one) => one === step)) || /^(\d{2})\1\1$|^(\d{3})\2$/.test(pin)
  );
}

/** Long enough for a few cups, short enough to be somebody else's turn; there is no refresh and no pass. */
const tabletTokenLifetimeMs = 10 * 60_000;

/**
 * A tablet that a member of the staff has signed in is used by all who work there. Each steps up with a PIN
 * and gets a short token of their own, for that store and for a barista's work only.
 */
export function createPins(parts: Parts) {
  const { store, models, members, passwords, throttle, tokens, now } = parts;
  // Six digits are soon tried through: without this key a stolen hash of one is worth nothing.
  const pepper = parts.file.keyFor("staff pins");
  const peppered = (memberId: string, pin: string) =>
    createHmac("sha256", pepper).update(`${memberId} ${pin}`).digest("base64url");

  const worksAt = (member: MemberDoc, storeId: string) =>
    member.stores.includes(storeId) && member.roles.some((role) => role === "barista" || role === "manager");

  return {
    async set(memberId: string, pin: string): Promise<void> {
      if (isWeakPin(pin)) throw new Refusal("BAD_REQUEST", "body.pin: everybody would try that one first");
      const pinHash = await passwords.hash(peppered(memberId, pin));
      await store.unitOfWork(async (tx) => {
        await members.change(tx, await members.inTx(tx, memberId), { pinHash });
      });
    },

    async faces(storeId: string) {
      const staff: MemberDoc[] = await models.members
        .find({ stores: storeId, pinHash: { $ne: null } })
        .sort({ nickname: 1 })
        .lean();
      return staff
        .filter((member) => worksAt(member, storeId))
        .map(({ _id: memberId, nickname }) => ({ memberId, nickname }));
    },

    /** `tablet` is who signed it in: wrong PINs there make nobody wait at another store. */
    async switchTo(tablet: string, storeId: string, memberId: string, pin: string) {
      const member: MemberDoc | null = await models.members.findById(memberId).lean();
      const pinHash = member && worksAt(member, storeId) ? (member.pinHash ?? null) : null;
      const attempt = await throttle.begin({
        account: `pin ${memberId}`,
        place: `tablet ${tablet} ${storeId}`,
      });
      const isRight = await passwords.matches(peppered(memberId, pin), pinHash).catch(async (error) => {
        await attempt.undecided();
        throw error;
      });
      if (!isRight || !member) throw new Refusal("PIN_WRONG");
      await store.unitOfWork((tx) => attempt.succeeded(tx));
      const { nickname } = member;
      const subject = {
        ...{ memberId, sessionId: parts.newSessionId(), nickname },
        ...{ roles: ["barista" as const], stores: [storeId] },
      };
      const { token, expiresAt } = await tokens.access(subject, now(), tabletTokenLifetimeMs);
      return {
        accessToken: token,
        expiresAt,
        member: { memberId, nickname, roles: subject.roles, stores: subject.stores },
      };
    },
  };
}

export type Pins = ReturnType<typeof createPins>;
