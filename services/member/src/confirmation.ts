import { Refusal } from "@siren/contracts/refusal";
import type { Sessions } from "./sessions.ts";
import type { Place, SignIn } from "./sign-in.ts";
import type { MemberDoc } from "./store.ts";

/** So long ago a provider may have been asked for it to count as "just now". */
const recentSignInMs = 10 * 60_000;

export type Confirmation = { current: string | undefined; refresh: string | undefined; place: Place };

/**
 * A stolen access token must not be enough to take an account over or to end it: the password is asked once
 * more, and of those who have none the session itself, if it was begun a moment ago.
 */
export function createConfirm(parts: { signIn: SignIn; sessions: Sessions; now: () => number }) {
  return async (member: MemberDoc, { current, refresh, place }: Confirmation): Promise<void> => {
    if (member.passwordHash !== null) {
      if (current === undefined) throw new Refusal("BAD_REQUEST", "body.current: the password is asked here");
      return parts.signIn.again(member, current, place);
    }
    const provenAt = await parts.sessions.provenAt(refresh, member._id);
    if (provenAt === undefined || parts.now() - provenAt > recentSignInMs)
      throw new Refusal("UNAUTHENTICATED", "Please sign in once more before this");
  };
}

export type Confirm = ReturnType<typeof createConfirm>;
