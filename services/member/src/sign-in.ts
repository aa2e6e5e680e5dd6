import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Devices } from "./devices.ts";
import type { Passwords } from "./passwords.ts";
import type { OpenSession, Sessions } from "./sessions.ts";
import type { MemberDoc, MemberModels } from "./store.ts";
import type { Attempt, Pair, Throttle } from "./throttle.ts";
import { networkOf } from "./throttle-rules.ts";

/** Where a request comes from, as far as it matters to those who count wrong tries. */
export type Place = { address: string; device: string | undefined };

type Parts = {
  store: Store;
  models: MemberModels;
  passwords: Passwords;
  sessions: Sessions;
  throttle: Throttle;
  devices: Devices;
  now: () => number;
};

/** Proving who one is by a password: one road for a known and an unknown account, in its answer and in its time. */
export function createSignIn({ store, models, passwords, sessions, throttle, devices, now }: Parts) {
  function pairOf(account: string, member: MemberDoc | null, place: Place): Pair {
    const device = devices.known(place.device, member?._id);
    return device === undefined
      ? { account, place: `address ${networkOf(place.address)}` }
      : { account, place: `device ${device}`, isKnown: true };
  }

  /** The attempt that was right, to be closed with whatever it was for. */
  async function prove(pair: Pair, password: string, stored: string | null, wrong: string): Promise<Attempt> {
    const attempt = await throttle.begin(pair);
    const isRight = await passwords.matches(password, stored).catch(async (error) => {
      await attempt.undecided();
      throw error;
    });
    if (!isRight) throw new Refusal("UNAUTHENTICATED", wrong);
    return attempt;
  }

  return {
    async byPassword(email: string, password: string, place: Place): Promise<OpenSession> {
      const account = email.toLowerCase();
      const member: MemberDoc | null = await models.members.findOne({ email: account }).lean();
      const wrong = "The address or the password is not right";
      const pair = pairOf(account, member, place);
      const attempt = await prove(pair, password, member?.passwordHash ?? null, wrong);
      if (!member) throw new Refusal("UNAUTHENTICATED", wrong);
      return store.unitOfWork(async (tx) => {
        await attempt.succeeded(tx);
        return sessions.open(tx, member, now());
      });
    },

    /** Somebody who is signed in says the password once more before something that cannot be taken back. */
    async again(member: MemberDoc, password: string, place: Place): Promise<void> {
      const pair = pairOf(member.email, member, place);
      const attempt = await prove(pair, password, member.passwordHash, "The password is not right");
      await store.unitOfWork((tx) => attempt.succeeded(tx));
    },
  };
}

export type SignIn = ReturnType<typeof createSignIn>;
