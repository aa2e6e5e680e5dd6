import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { feedPage } from "@siren/contracts/envelope";
import { eventsOf } from "@siren/contracts/events";
import type { ServiceClient } from "../client.ts";
import { errorFields, type Log } from "../log.ts";
import type { Caller } from "./caller.ts";

type Kept = { epoch: string; after: number; notBefore: Record<string, number> };
type Listener = (memberId: string, notBefore: number) => void;

export type Revocations = {
  isRevoked(caller: Pick<Caller, "kind" | "sub" | "authAtMs">): boolean;
  onRevoked(listener: Listener): void;
  start(): void;
  stop(): Promise<void>;
};

/** No token or pass lives longer than the pass's 12 h; what ended before that need not be remembered. */
const forgetAfterMs = 13 * 60 * 60 * 1000;
const waitMs = 20_000;
const pauseAfterFailureMs = 500;

const revoking = new Set<string>(["SessionRevoked", "CredentialChanged", "MemberDeleted"]);

/**
 * Follows member's feed for whatever ends a sign-in. The cursor and what was learnt lie on disk, so that a
 * process that starts while member is down still refuses what was refused before.
 */
export function createRevocations(options: {
  client: ServiceClient;
  dataDir: string;
  log: Log;
  now: () => number;
}): Revocations & { load(): Promise<void> } {
  const { client, log, now } = options;
  const file = join(options.dataDir, "revocations.json");
  const listeners: Listener[] = [];
  const stopping = new AbortController();
  let kept: Kept = { epoch: "", after: 0, notBefore: {} };
  let running: Promise<void> = Promise.resolve();

  async function save(): Promise<void> {
    await writeFile(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  function learn(memberId: string, notBefore: number): void {
    if ((kept.notBefore[memberId] ?? 0) >= notBefore) return;
    kept.notBefore[memberId] = notBefore;
    for (const listener of listeners) listener(memberId, notBefore);
  }

  function forgetOld(): void {
    for (const [memberId, notBefore] of Object.entries(kept.notBefore)) {
      if (notBefore < now() - forgetAfterMs) delete kept.notBefore[memberId];
    }
  }

  async function readOnce(): Promise<void> {
    const answer = await client.call({
      service: "member",
      method: "GET",
      path: `/internal/feed?after=${kept.after}&wait_ms=${waitMs}&limit=500`,
      timeoutMs: waitMs + 5_000,
      retry: "safe",
      schema: feedPage,
      signal: stopping.signal,
    });
    // Gone or restored from a backup: read from the beginning of what member still keeps. What is
    // already known stays known; a revocation is never taken back.
    if (!answer.ok && answer.status === 410) {
      kept = { ...kept, after: 0 };
      throw new Error("the cursor of the revocations is gone");
    }
    if (!answer.ok) throw new Error(`member's feed answered ${answer.status}`);
    const page = answer.body;
    if (page.epoch !== kept.epoch && kept.epoch !== "") {
      kept = { ...kept, epoch: page.epoch, after: 0 };
      return;
    }
    for (const event of page.events) {
      if (!revoking.has(event.type)) continue;
      const { memberId, notBefore } = eventsOf.member.SessionRevoked.parse(event.data);
      learn(memberId, notBefore);
    }
    const hasMoved = page.next !== kept.after || page.epoch !== kept.epoch;
    kept = { ...kept, epoch: page.epoch, after: page.next };
    if (hasMoved) {
      forgetOld();
      await save();
    }
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await readOnce();
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.debug("revocations.not-read", errorFields(error));
        await pause(pauseAfterFailureMs, stopping.signal);
      }
    }
  }

  return {
    async load() {
      try {
        kept = JSON.parse(await readFile(file, "utf8")) as Kept;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT")
          log.warn("revocations.copy-unreadable", errorFields(error));
      }
    },
    isRevoked: ({ kind, sub, authAtMs }) => kind === "member" && authAtMs < (kept.notBefore[sub] ?? 0),
    onRevoked: (listener) => void listeners.push(listener),
    start() {
      running = follow();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
