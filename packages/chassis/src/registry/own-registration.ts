import { atMost, growingPauseMs, leavingMs, pause } from "./pauses.ts";
import type { EventLog, Registry, SelfDescription, SettableStatus } from "./port.ts";
import { instanceId } from "./port.ts";
import { reasonOf } from "./reason-of.ts";
import { createTurns } from "./turns.ts";

/** One call each to a registry; every one rejects when it does not answer. */
export type RegistrationCalls = {
  register(self: SelfDescription, status: SettableStatus): Promise<void>;
  /** Answers whether the registry (still) knows us. */
  renew(self: SelfDescription): Promise<boolean>;
  setStatus(self: SelfDescription, status: SettableStatus): Promise<void>;
  cancel(self: SelfDescription): Promise<void>;
};

type Options = {
  renewalMs: number;
  /** A renewal was told that the registry does not know us; we register again next. */
  onUnknown: () => void;
  log: EventLog;
  random: () => number;
};

export type OwnRegistration = {
  register: Registry["register"];
  /** Its part of the port; `register` is for the client to complete. */
  part: Pick<Registry, "setStatus" | "deregister" | "selfId">;
  /** Our id once the registry knows us. */
  registeredId(): string | undefined;
  /** Renews out of turn; an unknown instance registers again. */
  renewNow(): Promise<void>;
  close(): Promise<void>;
};

/** Our own entry in a registry: made for ever, renewed, made again when forgotten, marked, and taken back. */
export function createOwnRegistration(calls: RegistrationCalls, options: Options): OwnRegistration {
  const { renewalMs, onUnknown, log, random } = options;
  const inTurn = createTurns();
  let self: SelfDescription | undefined;
  let wanted: SettableStatus = "UP";
  let leaving = new AbortController();
  let isRegistered = false;
  let renewing: Promise<void> = Promise.resolve();

  async function renew(): Promise<void> {
    const own = self;
    if (!own || leaving.signal.aborted) return;
    if ((await calls.renew(own)) || leaving.signal.aborted) return;
    onUnknown();
    await calls.register(own, wanted);
    log.info("registry.registered-again", { instance: instanceId(own), status: wanted });
  }

  async function renewUntil(end: AbortSignal): Promise<void> {
    let failures = 0;
    const waitMs = () => (failures === 0 ? renewalMs : Math.min(1_000, renewalMs));
    while (await pause(waitMs(), end)) {
      try {
        await inTurn(renew);
        failures = 0;
      } catch (fault) {
        if (failures++ === 0) log.warn("registry.renewal-failed", { reason: reasonOf(fault) });
      }
    }
  }

  async function registerOnce(own: SelfDescription, end: AbortSignal): Promise<void> {
    if (end.aborted) return;
    await calls.register(own, wanted);
    isRegistered = true;
  }

  /**
   * In turn: a registration or a renewal that is under way could undo it. Before the registry knows us there is
   * nothing to tell: the status goes with the registration.
   */
  async function tell(work: (own: SelfDescription) => Promise<void>): Promise<void> {
    const ifRegistered = async () => {
      if (isRegistered && self) await work(self);
    };
    await atMost(leavingMs, inTurn(ifRegistered));
  }

  return {
    async register(description) {
      self = description;
      leaving = new AbortController();
      const end = leaving.signal;
      for (let attempt = 0; !end.aborted; attempt++) {
        try {
          await inTurn(() => registerOnce(description, end));
          break;
        } catch (fault) {
          if (attempt % 10 === 0)
            log.warn("registry.registration-failed", { attempt, reason: reasonOf(fault) });
          await pause(growingPauseMs(attempt, random), end);
        }
      }
      if (end.aborted) return;
      log.info("registry.registered", { instance: instanceId(description), status: wanted });
      renewing = renewUntil(end);
    },
    part: {
      async setStatus(status) {
        wanted = status;
        try {
          await tell((own) => calls.setStatus(own, status));
        } catch (fault) {
          log.warn("registry.status-not-set", { status, reason: reasonOf(fault) });
        }
      },
      async deregister() {
        leaving.abort();
        try {
          await tell((own) => {
            isRegistered = false;
            return calls.cancel(own);
          });
        } catch (fault) {
          log.warn("registry.not-deregistered", { reason: reasonOf(fault) });
        }
      },
      selfId: () => (self && !leaving.signal.aborted ? instanceId(self) : undefined),
    },
    registeredId: () => (self && isRegistered && !leaving.signal.aborted ? instanceId(self) : undefined),
    renewNow: () => inTurn(renew),
    close() {
      leaving.abort();
      return renewing;
    },
  };
}
