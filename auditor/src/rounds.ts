import type { BackEnd } from "@siren/chassis/back-end";
import { errorFields } from "@siren/chassis/log";
import type { Verdict, Verdicts } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import { finalStates } from "@siren/contracts/order";
import { type Case, isWhole, lastChangeOf } from "./casebook.ts";
import type { KeptAudit } from "./kept-audit.ts";
import { createReader } from "./reader.ts";
import { type Stream, serviceOf, streamNames } from "./reading.ts";
import { type Known, type Rule, ruleTable } from "./rule-table.ts";
import { type Judged, nextVerdicts } from "./verdict-book.ts";

/** At the very first start what is older is left aside. */
const firstLookBackMs = 24 * 60 * 60_000;
/** Within this time of member's return each promise is paid. */
const settledWithinMs = 2 * 60_000;
const brokenRememberedMs = 7 * 24 * 60 * 60_000;
const mostCases = 50_000;

export type RoundTimes = { everyMs: number; quietMs: number; rememberMs: number; againMs: number };
type RoundsParts = {
  client: BackEnd["client"];
  log: BackEnd["log"];
  now: () => number;
  kept: KeptAudit;
  times: RoundTimes;
};

/** Reads, judges, remembers; again and again. */
export function createRounds({ client, log, now, kept, times }: RoundsParts) {
  const { everyMs, quietMs, rememberMs, againMs } = times;
  const known = kept.load() ?? { since: Math.max(0, now() - firstLookBackMs), feeds: {}, last: undefined };
  const stopping = new AbortController();
  const reader = createReader({ client, now, signal: stopping.signal, log, kept: known, againMs });
  const { casebook, books } = reader;
  let verdicts: readonly Verdict[] = nextVerdicts(known.last?.verdicts ?? [], {}, now()).verdicts;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const isOpen = ({ order }: Case) => order !== undefined && !finalStates.has(order.state);

  /** Why a rule that needs these cannot be judged just now. */
  function waitsFor({ needs, isOfQuiet }: Rule): string | undefined {
    for (const stream of needs) {
      const { steadySince, readAt } = reader.readingOf(stream);
      const service = serviceOf(stream);
      if (steadySince === null && readAt === null) return says("not-read", { service, stream });
      if (steadySince === null)
        return says("no-answer-since", { service, at: new Date(readAt ?? 0).toISOString(), stream });
      const steadyMs = now() - steadySince;
      if (isOfQuiet && steadyMs < quietMs)
        return says("answers-for", {
          service,
          s: Math.floor(steadyMs / 1_000),
          of: Math.ceil(quietMs / 1_000),
          stream,
        });
    }
    return undefined;
  }

  /** Those of whom these services have had the time to agree; nobody while one of them is away, or just after. */
  function casesBefore(needs: readonly Stream[], forMs: number): Case[] {
    const all = needs.map(reader.readingOf);
    const steadyMs = Math.min(...all.map(({ steadySince }) => now() - (steadySince ?? now())));
    if (steadyMs < forMs) return [];
    const readTo = Math.min(...all.map(({ readAt }) => readAt ?? 0));
    const since = Math.max(reader.since, reader.feedsBegunAt());
    return casebook.all().filter((one) => lastChangeOf(one) + forMs <= readTo && isWhole(one, since));
  }

  function judgeAll(): Judged {
    const all = casebook.all();
    const judged: Judged = {};
    for (const rule of ruleTable) {
      const waits = waitsFor(rule);
      if (waits !== undefined) {
        judged[rule.rule] = { waitsFor: waits };
        continue;
      }
      const { needs } = rule;
      const readTo = Math.min(...needs.map((stream) => reader.readingOf(stream).readAt ?? 0));
      const at: Known = {
        all,
        ...{ quiet: casesBefore(needs, quietMs), settled: casesBefore(needs, settledWithinMs) },
        quietBefore: readTo - quietMs,
        books: { ...books, passes: reader.passes() },
        stock: reader.stock(),
        wasAway: (from, to) => reader.wasAway("feed of barista", from, to),
      };
      judged[rule.rule] = rule.judge(at);
    }
    return judged;
  }

  function remember(): void {
    const broken = new Set(verdicts.flatMap(({ findings }) => findings.map(({ subject }) => subject)));
    const longAgo = now() - brokenRememberedMs;
    const isHeld = (one: Case) => isOpen(one) || (broken.has(one.orderId) && lastChangeOf(one) > longAgo);
    const isAllRead = streamNames.every((stream) => reader.readingOf(stream).steadySince !== null);
    if (isAllRead) casebook.forget(now() - rememberMs, isHeld);
    // Somebody has been away for so long that memory would run out: the oldest are let go as they are.
    if (casebook.size() > mostCases) casebook.forget(now() - quietMs, isHeld);
    const readTo = Math.min(...streamNames.map((stream) => reader.readingOf(stream).readAt ?? reader.since));
    const oldest = books.ledger.beginning(casebook.beginning(readTo));
    const since = Math.max(reader.since, Math.min(oldest, readTo));
    kept.save({ since, feeds: reader.feedsAt(since), last: told() });
  }

  const told = (): Verdicts => ({
    at: now(),
    readAt: {
      member: reader.readingOf("money").readAt,
      order: reader.readingOf("orders").readAt,
      barista: reader.readingOf("tickets").readAt,
    },
    verdicts: [...verdicts],
  });

  async function round(): Promise<void> {
    await reader.readAll();
    if (stopping.signal.aborted) return;
    const next = nextVerdicts(verdicts, judgeAll(), now());
    verdicts = next.verdicts;
    for (const change of next.changes) {
      const { broken = 0, findings = [] } = verdicts.find(({ rule }) => rule === change.rule) ?? {};
      const fields = { ...change, broken, first: findings.slice(0, 5) };
      if (change.to === "BROKEN") log.warn("audit.verdict-changed", fields);
      else log.info("audit.verdict-changed", fields);
    }
    remember();
  }

  function again(afterMs: number): void {
    timer = setTimeout(() => {
      running = round()
        .catch((error) => log.error("audit.round-failed", errorFields(error)))
        .finally(() => {
          if (!stopping.signal.aborted) again(everyMs);
        });
    }, afterMs);
  }

  return {
    verdicts: told,
    start: () => again(0),
    async stop(): Promise<void> {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
