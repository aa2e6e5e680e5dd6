import type { BackEnd } from "@siren/chassis/back-end";
import { errorFields } from "@siren/chassis/log";
import type { AuditRule, StockFact, Verdict, Verdicts } from "@siren/contracts/audit";
import { beginningOf, createCasebook, lastChangeOf } from "./casebook.ts";
import {
  type Judgement,
  judgeCharges,
  judgeCups,
  judgeHistories,
  judgeLedger,
  judgeNumbers,
  judgeRefunds,
  judgeStock,
  judgeTickets,
  type Ledger,
} from "./judge.ts";
import type { KeptAudit } from "./kept-audit.ts";
import { type Audited, audited, type Reading, readingFrom, readOn } from "./reading.ts";
import { nextVerdicts } from "./verdict-book.ts";

/** Orders that nobody has touched for so long are judged; those that break a rule are remembered longer. */
const rememberedMs = 24 * 60 * 60_000;
const brokenRememberedMs = 7 * rememberedMs;

type RoundsParts = {
  client: BackEnd["client"];
  log: BackEnd["log"];
  now: () => number;
  kept: KeptAudit;
  everyMs: number;
  quietMs: number;
};

/** Reads, judges, remembers; again and again. */
export function createRounds({ client, log, now, kept, everyMs, quietMs }: RoundsParts) {
  const { since, last } = kept.load();
  const casebook = createCasebook();
  const stopping = new AbortController();
  const readings = Object.fromEntries(audited.map((name) => [name, readingFrom(since)])) as Record<
    Audited,
    Reading
  >;
  let verdicts: readonly Verdict[] = nextVerdicts(last?.verdicts ?? [], {}, now()).verdicts;
  let ledger: Ledger | undefined;
  let ledgerBefore: Ledger | undefined;
  let stock: readonly StockFact[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function readAll(): Promise<void> {
    const parts = { client, now, signal: stopping.signal };
    const see = {
      member: () =>
        readOn(
          "member",
          readings.member,
          (page) => {
            page.facts.forEach(casebook.seeMoney);
            ledgerBefore = ledger;
            ledger = page.ledger;
          },
          parts,
        ),
      order: () => readOn("order", readings.order, (page) => page.facts.forEach(casebook.seeOrder), parts),
      barista: () =>
        readOn(
          "barista",
          readings.barista,
          (page) => {
            page.facts.forEach(casebook.seeTicket);
            stock = page.stock;
          },
          parts,
        ),
    };
    await Promise.all(
      audited.map(async (name) => {
        try {
          readings[name] = await see[name]();
        } catch (error) {
          if (stopping.signal.aborted) return;
          if (readings[name].steadySince !== null)
            log.warn("audit.not-read", { from: name, ...errorFields(error) });
          readings[name] = { ...readings[name], steadySince: null };
        }
      }),
    );
  }

  const isRead = (...names: Audited[]) => names.every((name) => readings[name].steadySince !== null);

  /** Those of whom the named services have had the time to agree; nothing while one of them is away. */
  function quietCases(...names: Audited[]) {
    const steadyFor = names.map((name) => now() - (readings[name].steadySince ?? now()));
    if (!isRead(...names) || Math.min(...steadyFor) < quietMs) return undefined;
    const readTo = Math.min(...names.map((name) => readings[name].readAt ?? 0));
    return casebook.all().filter((one) => lastChangeOf(one) + quietMs <= readTo);
  }

  function judgeAll(): Partial<Record<AuditRule, Judgement>> {
    const cases = casebook.all();
    const refunds = quietCases("order", "member");
    const tickets = quietCases("order", "barista")
      // Of an older story the part that is missing may be too old to have been read.
      ?.filter((one) => beginningOf(one) >= since && (one.order !== undefined || one.tickets.size > 0));
    return {
      ...(isRead("member") && ledger && { "ledger-balances": judgeLedger(ledger, ledgerBefore) }),
      ...(isRead("member", "order") && { "charged-once": judgeCharges(cases) }),
      ...(refunds && { "nothing-kept-for-nothing": judgeRefunds(refunds) }),
      ...(tickets && { "one-ticket-per-order": judgeTickets(tickets) }),
      ...(isRead("barista") && { "cup-made-once": judgeCups(cases) }),
      ...(isRead("barista") && { "stock-adds-up": judgeStock(stock) }),
      ...(isRead("order") && { "number-unique": judgeNumbers(cases) }),
      ...(isRead("order") && { "history-legal": judgeHistories(cases) }),
    };
  }

  function remember(judged: Partial<Record<AuditRule, Judgement>>): void {
    const broken = new Set(
      Object.values(judged).flatMap(({ findings }) => findings.map(({ subject }) => subject)),
    );
    const longAgo = now() - brokenRememberedMs;
    casebook.forget(now() - rememberedMs, (one) => broken.has(one.orderId) && lastChangeOf(one) > longAgo);
    const readTo = Math.min(...audited.map((name) => readings[name].readAt ?? since));
    kept.save({ since: Math.max(since, casebook.beginning(readTo)), last: told() });
  }

  const told = (): Verdicts => ({
    at: now(),
    readAt: {
      ...{ member: readings.member.readAt, order: readings.order.readAt },
      barista: readings.barista.readAt,
    },
    verdicts: [...verdicts],
  });

  async function round(): Promise<void> {
    await readAll();
    if (stopping.signal.aborted) return;
    const judged = judgeAll();
    const next = nextVerdicts(verdicts, judged, now());
    verdicts = next.verdicts;
    for (const change of next.changes) {
      const { broken = 0, findings = [] } = verdicts.find(({ rule }) => rule === change.rule) ?? {};
      const fields = { ...change, broken, first: findings.slice(0, 5) };
      if (change.to === "BROKEN") log.warn("audit.verdict-changed", fields);
      else log.info("audit.verdict-changed", fields);
    }
    remember(judged);
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
