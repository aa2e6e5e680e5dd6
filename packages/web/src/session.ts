import { type MemberView, session as sessionAnswer } from "@siren/contracts/member";
import type * as z from "zod/mini";
import type { Access, Renewal } from "./access.ts";
import type { Api } from "./api.ts";
import { ApiProblem, isOutOfReach } from "./failures.ts";
import { type Observable, observable } from "./observable.ts";
import type { KeptStorage } from "./storage.ts";
import { createWhoWasHere, whoKeptAs } from "./who-was-here.ts";

const renewBeforeMs = 60_000;
const soonestRenewalMs = 5_000;
const askAgainMs = 12_000;
/** A repeat after this is still soon enough for member to give the same successor again; later ends the session. */
const refreshTimeoutMs = 6_000;

export type SessionState =
  | { kind: "starting"; member: MemberView | null }
  | { kind: "nobody"; wasEnded: boolean }
  /** `until`: they stepped up to a tablet that somebody else has signed in, and have a token for so long. */
  | { kind: "member"; member: MemberView; until?: number }
  /** Member cannot be asked: no token, the httpOnly outage pass speaks for the person. */
  | { kind: "outage"; member: MemberView };

type SessionParts = {
  api: Api;
  access: Access;
  storage: KeptStorage;
  now: () => number;
  /** Returns what stops it. */
  later: (ms: number, run: () => void) => () => void;
};

export function createSession({ api, access, storage, now, later }: SessionParts) {
  const { recall, remember, forget } = createWhoWasHere(storage);
  const state = observable<SessionState>({ kind: "starting", member: recall()?.member ?? null });
  let renewal: Promise<Renewal> | undefined;
  let stopTimer = () => {};
  const isSteppedUp = () => {
    const here = state.get();
    return here.kind === "member" && here.until !== undefined;
  };

  function schedule(ms: number): void {
    stopTimer();
    stopTimer = later(ms, () => void renew());
  }

  function opened(answer: z.infer<typeof sessionAnswer>): MemberView {
    remember(answer.member);
    access.token.set(answer.accessToken);
    state.set({ kind: "member", member: answer.member });
    schedule(Math.max(soonestRenewalMs, answer.expiresAt - now() - renewBeforeMs));
    return answer.member;
  }

  function ended(wasEnded: boolean): void {
    stopTimer();
    forget();
    access.token.set(null);
    state.set({ kind: "nobody", wasEnded });
  }

  /** One at a time: a rotated refresh token that is used twice ends the whole family. */
  function renew(): Promise<Renewal> {
    renewal ??= askForRenewal().finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  /** What the form itself tells when it fails, and nobody asks again by itself. */
  const alone = { isAnonymous: true, isQuiet: true } as const;
  const askRefresh = () =>
    api({
      ...{ method: "POST", path: "/member/refresh", answer: sessionAnswer },
      ...{ isAnonymous: true, timeoutMs: refreshTimeoutMs },
    });

  async function askForRenewal(): Promise<Renewal> {
    const before = recall();
    try {
      // One lost answer, or one process that was just about to go, does not make an outage.
      const answer = await askRefresh().catch((error) => {
        if (isOutOfReach(error)) return askRefresh();
        throw error;
      });
      opened(answer.body);
      return "renewed";
    } catch (error) {
      const isRefused = error instanceof ApiProblem && error.problem.status === 401;
      if (before && !isRefused) {
        // A token that still holds is kept: it is only its successor that could not be fetched.
        state.set({ kind: "outage", member: before.member });
        schedule(askAgainMs);
        return "outage";
      }
      ended(before !== undefined);
      return "ended";
    }
  }

  access.isKnown = () => recall() !== undefined;
  access.renew = async () => {
    // What was asked in the name of whoever stepped up is not asked again in another's.
    const isOfAnother = isSteppedUp();
    const outcome = await renew();
    // Asked for because the token was refused: whatever is left of it is of no use.
    if (outcome === "outage") access.token.set(null);
    return isOfAnother ? "ended" : outcome;
  };

  return {
    state: state as Observable<SessionState>,
    renew,

    /**
     * At page load. Who was never here is not asked for, which spares the first visit a refusal; but who comes back
     * from a provider has only the cookie to show for it.
     */
    async start({ cameBack = false } = {}): Promise<void> {
      if (recall() || cameBack) await renew();
      else state.set({ kind: "nobody", wasEnded: false });
    },

    async register(body: { email: string; password: string; nickname: string }): Promise<MemberView> {
      const call = { method: "POST", path: "/member/register", answer: sessionAnswer } as const;
      return opened((await api({ ...call, ...alone, body })).body);
    },

    async login(body: { email: string; password: string }): Promise<MemberView> {
      const call = { method: "POST", path: "/member/login", answer: sessionAnswer } as const;
      return opened((await api({ ...call, ...alone, body })).body);
    },

    /** Whoever opened the link of a message is the account's owner, and signed in by it. */
    async resetPassword(body: { token: string; password: string }): Promise<MemberView> {
      const call = { method: "POST", path: "/member/password/reset/confirm", answer: sessionAnswer } as const;
      return opened((await api({ ...call, ...alone, body })).body);
    },

    /** The other sessions of the account end with the old password. */
    async changePassword(body: { current?: string; password: string }): Promise<MemberView> {
      const call = { method: "PUT", path: "/member/me/password", answer: sessionAnswer } as const;
      return opened((await api({ ...call, body, tellsPassword: true })).body);
    },

    /**
     * Somebody steps up to this tablet with a token and nothing else: who signed it in stays signed in beneath, and is
     * there again when the time is over, or at `renew`.
     */
    async stepUp(path: string, body: object): Promise<MemberView> {
      const { body: answer } = await api({ method: "POST", path, answer: sessionAnswer, body });
      const { accessToken, expiresAt: until, member } = answer;
      access.token.set(accessToken);
      state.set({ kind: "member", member, until });
      schedule(Math.max(0, until - now()));
      return member;
    },

    renamed(nickname: string): void {
      const here = state.get();
      if (here.kind !== "member" || isSteppedUp()) return;
      const member = { ...here.member, nickname };
      remember(member);
      state.set({ kind: "member", member });
    },

    /** The account's end. What the server wants to be told before it is its own business. */
    async leaveForGood(body: { current?: string; forfeitBalance?: boolean }): Promise<void> {
      await api({ method: "DELETE", path: "/member/me", answer: null, body, tellsPassword: true });
      ended(false);
    },

    /** Only member can clear the cookies; while it is away this throws, and the page has to say so. */
    async logout({ everywhere = false } = {}): Promise<void> {
      await api({ method: "POST", path: "/member/logout", answer: null, body: { everywhere } });
      ended(false);
    },

    rememberCards(cardIds: readonly string[]): void {
      const known = recall();
      if (known) remember(known.member, cardIds);
    },
    knownCards: (): readonly string[] => recall()?.cardIds ?? [],

    /** Another tab of this browser signed in or out. */
    async storageChanged(key: string | null): Promise<void> {
      if (key !== whoKeptAs && key !== null) return;
      const known = recall();
      // Who steps up is remembered nowhere: only the end of what is beneath is of concern.
      if (known && isSteppedUp()) return;
      const { kind } = state.get();
      const member = memberOf(state.get());
      if (!known && kind !== "nobody") {
        stopTimer();
        access.token.set(null);
        state.set({ kind: "nobody", wasEnded: false });
      } else if (known && member?.memberId !== known.member.memberId) await renew();
      else if (known && kind === "member" && member?.nickname !== known.member.nickname)
        state.set({ kind, member: known.member });
    },

    stop: () => stopTimer(),
  };
}

export function memberOf(state: SessionState): MemberView | null {
  return state.kind === "nobody" ? null : state.member;
}
