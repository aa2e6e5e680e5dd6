import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { feedPage, feedSnapshot } from "@siren/contracts/envelope";
import { eventsOf } from "@siren/contracts/events";
import { memberState } from "@siren/contracts/snapshots";
import * as z from "zod/mini";
import type { ServiceClient } from "../client.ts";
import { errorFields, type Log } from "../log.ts";
import { feedPatienceHeader, mostPatienceMs } from "../messaging/feed-beats.ts";
import { feedTypesHeader } from "../messaging/feed-routes.ts";
import type { Caller } from "./caller.ts";

const keptOnDisk = z.object({
  epoch: z.string(),
  after: z.int().check(z.gte(0)),
  notBefore: z.record(z.string(), z.number()),
});
type Kept = z.infer<typeof keptOnDisk>;
type Listener = (memberId: string, notBefore: number) => void;

export type Revocations = {
  isRevoked(caller: Pick<Caller, "kind" | "sub" | "authAtMs">): boolean;
  onRevoked(listener: Listener): void;
  /** What the process before this one had learnt. */
  load(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
};

/** No token or pass lives longer than the pass's 12 h; what ended before that need not be remembered. */
const forgetAfterMs = 13 * 60 * 60 * 1000;
/** For a member that sends no beats: one that froze is noticed after this and a little more. */
const waitMs = 1_500;
const answerWithinMs = 1_500;
const pauseAfterFailureMs = 500;
/** Between two pages: a member of an older version tells of every event, and is not asked for each single one. */
const pauseBetweenPagesMs = 250;
/** A cursor on disk that is older only has the same events read again. */
const saveCursorEveryMs = 5_000;
const mostSnapshotBytes = 64 * 1024 * 1024;

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
}): Revocations {
  const { client, log, now } = options;
  const file = join(options.dataDir, "revocations.json");
  const listeners: Listener[] = [];
  const stopping = new AbortController();
  let kept: Kept = { epoch: "", after: 0, notBefore: {} };
  let savedAtMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();

  async function save(): Promise<void> {
    await writeFile(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
    await rename(`${file}.new`, file);
    savedAtMs = performance.now();
  }

  /** True when it was news. */
  function learn(memberId: string, notBefore: number): boolean {
    if ((kept.notBefore[memberId] ?? 0) >= notBefore) return false;
    kept.notBefore[memberId] = notBefore;
    for (const listener of listeners) listener(memberId, notBefore);
    return true;
  }

  function forgetOld(): void {
    for (const [memberId, notBefore] of Object.entries(kept.notBefore)) {
      if (notBefore < now() - forgetAfterMs) delete kept.notBefore[memberId];
    }
  }

  /** `epoch` says whose cursor this is: one of before a restored backup is answered at once. */
  function ask(path: string, silenceMs?: number) {
    return client.call({
      service: "member",
      method: "GET",
      path,
      timeoutMs: mostPatienceMs + 5_000,
      ...(silenceMs !== undefined && { silenceMs }),
      retry: "safe",
      signal: stopping.signal,
      headers: {
        [feedTypesHeader]: [...revoking].join(","),
        [feedPatienceHeader]: String(mostPatienceMs),
      },
      maxAnswerBytes: mostSnapshotBytes,
    });
  }

  /** What was read so far is no longer kept by member, or belongs to data that a backup replaced. */
  async function startOver(): Promise<void> {
    const answer = await ask("/internal/snapshot");
    if (!answer.ok) throw new Error(`member's snapshot answered ${answer.status}`);
    const { epoch, seq, state } = feedSnapshot.parse(answer.body);
    // What is already known stays known: a revocation is never taken back.
    for (const { memberId, notBefore } of memberState.parse(state).revoked) learn(memberId, notBefore);
    kept = { ...kept, epoch, after: seq };
    forgetOld();
    await save();
  }

  async function readOnce(): Promise<void> {
    const epoch = kept.epoch === "" ? "" : `&epoch=${encodeURIComponent(kept.epoch)}`;
    const path = `/internal/feed?after=${kept.after}&wait_ms=${waitMs}&limit=500${epoch}`;
    const answer = await ask(path, waitMs + answerWithinMs);
    if (!answer.ok && answer.status === 410) return startOver();
    if (!answer.ok) throw new Error(`member's feed answered ${answer.status}`);
    const page = feedPage.parse(answer.body);
    if (kept.epoch !== "" && page.epoch !== kept.epoch) return startOver();
    let hasLearnt = page.epoch !== kept.epoch;
    for (const event of page.events) {
      if (!revoking.has(event.type)) continue;
      const found = eventsOf.member.SessionRevoked.safeParse(event.data);
      if (found.success) hasLearnt = learn(found.data.memberId, found.data.notBefore) || hasLearnt;
      else log.error("revocations.event-unreadable", { eventId: event.eventId, seq: event.seq });
    }
    if (page.next === kept.after && page.epoch === kept.epoch) return;
    kept = { ...kept, epoch: page.epoch, after: page.next };
    if (hasLearnt || performance.now() - savedAtMs >= saveCursorEveryMs) {
      forgetOld();
      await save();
    }
    await pause(pauseBetweenPagesMs, stopping.signal);
  }

  async function follow(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await readOnce();
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        // Once an outage, and not twice a second for as long as it lasts.
        log[failures === 1 ? "warn" : "debug"]("revocations.not-read", errorFields(error));
        await pause(pauseAfterFailureMs, stopping.signal);
      }
    }
  }

  return {
    async load() {
      try {
        kept = keptOnDisk.parse(JSON.parse(await readFile(file, "utf8")));
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
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const timer = setTimeout(stop, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
