import type { MemberView } from "@siren/contracts/member";
import type { Access, Renewal } from "./access.ts";
import type { Api } from "./api.ts";
import { ApiProblem, isOutOfReach } from "./failures.ts";
import { type Observable, observable } from "./observable.ts";
import { sessionCalls } from "./session-calls.ts";
import type { KeptStorage } from "./storage.ts";
import { createWhoWasHere, whoKeptAs } from "./who-was-here.ts";

const renewBeforeMs = 60_000;
const soonestRenewalMs = 5_000;
const askAgainMs = 12_000;

export type SessionState =
  | { kind: "starting"; member: MemberView | null }
  | { kind: "nobody"; wasEnded: boolean }
  /** `until`: they stepped up to a tablet that somebody else has signed in, and have a token for so long. */
  | { kind: "member"; member: MemberView; until?: number }
  /** Member cannot be asked: no token, the httpOnly outage pass speaks for the person. */
  | { kind: "outage"; member: MemberView };

type Calls = ReturnType<typeof sessionCalls>;
type Opened = Awaited<ReturnType<Calls["login"]>>;
type Told<C extends keyof Calls> = Parameters<Calls[C]>[0];

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
  const calls = sessionCalls(api);
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

  function opened(answer: Opened): MemberView {
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

  async function askForRenewal(): Promise<Renewal> {
    const before = recall();
    try {
      // One lost answer, or one process that was just about to go, does not make an outage.
      const answer = await calls.refresh().catch((error) => {
        if (isOutOfReach(error)) return calls.refresh();
        throw error;
      });
      opened(answer);
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

    register: async (body: Told<"register">) => opened(await calls.register(body)),

    login: async (body: Told<"login">) => opened(await calls.login(body)),

    /** Whoever opened the link of a message is the account's owner, and signed in by it. */
    resetPassword: async (body: Told<"resetPassword">) => opened(await calls.resetPassword(body)),

    /** The other sessions of the account end with the old password. */
    changePassword: async (body: Told<"changePassword">) => opened(await calls.changePassword(body)),

    /**
     * Somebody steps up to this tablet with a token and nothing else: who signed it in stays signed in beneath, and is
     * there again when the time is over, or at `renew`.
     */
    async stepUp(path: string, body: object): Promise<MemberView> {
      const { accessToken, expiresAt: until, member } = await calls.stepUp(path, body);
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
    async leaveForGood(body: Told<"leaveForGood">): Promise<void> {
      await calls.leaveForGood(body);
      ended(false);
    },

    /** Only member can clear the cookies; while it is away this throws, and the page has to say so. */
    async logout({ everywhere = false } = {}): Promise<void> {
      await calls.logout(everywhere);
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
