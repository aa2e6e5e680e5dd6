import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { BackEnd } from "@siren/chassis/back-end";
import { createLog } from "@siren/chassis/log";
import { until } from "@siren/chassis/testing/until";
import type { AuditRule } from "@siren/contracts/audit";
import { keptAudit } from "../src/kept-audit.ts";
import { createRounds } from "../src/rounds.ts";
import { orderFactOf, ticketFactOf } from "./facts.ts";

const quietMs = 30_000;
const times = { everyMs: 2, quietMs, rememberMs: 900_000, againMs: 60_000 };

/** An auditor whose services answer as they are told, under a clock that the test moves. */
function auditorOver(dataDir: string) {
  let clock = 2_000_000;
  const now = () => clock;
  const facts: Record<string, unknown[]> = { member: [], order: [], barista: [] };
  const atOwnPath = (path: string) => path.startsWith("/internal/audit?");
  const asked: string[] = [];
  const away = new Set<string>();
  const lines: string[] = [];
  const log = createLog({ service: "auditor", level: "info", now, sink: (line) => lines.push(line) });
  const call = async ({ service, path }: { service: string; path: string }) => {
    asked.push(`${service}${path}`);
    if (away.has(service)) throw new Error(`${service} is away`);
    const page = {
      ...{ at: clock, facts: atOwnPath(path) ? facts[service] : [], next: null },
      ...{ stock: [], soldOut: [], cards: [], stars: [], coupons: [], accounts: [], hears: [] },
    };
    const feed = { epoch: "first", head: 0, events: [], next: 0 };
    const body = path.startsWith("/internal/feed") ? feed : page;
    return { ok: true, status: 200, body, headers: {}, instance: service };
  };
  // Only `call` is used; its type promises any answer for any schema.
  const client = { call, each: async () => [] } as unknown as BackEnd["client"];
  const open = () => createRounds({ client, log, now, kept: keptAudit(dataDir, log), times });

  let rounds = open();
  const stateOf = (rule: AuditRule) => rounds.verdicts().verdicts.find((one) => one.rule === rule)?.state;
  /** Eleven questions a round: three rounds later whatever was true before has been judged. */
  async function someRounds(): Promise<void> {
    const before = asked.length;
    await until("rounds go on", () => asked.length >= before + 33);
  }
  return {
    ...{ facts, asked, away, lines, stateOf, someRounds },
    pass: (ms: number) => {
      clock += ms;
    },
    start: () => rounds.start(),
    stop: () => rounds.stop(),
    async restart(): Promise<void> {
      await rounds.stop();
      rounds = open();
      rounds.start();
    },
  };
}

async function withAuditor(
  work: (auditor: ReturnType<typeof auditorOver>, dataDir: string) => Promise<void>,
) {
  const dataDir = mkdtempSync(join(tmpdir(), "siren-auditor-"));
  const auditor = auditorOver(dataDir);
  try {
    await work(auditor, dataDir);
  } finally {
    await auditor.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

test("a missing ticket is a fault only after quiet, and not while or just after barista was away", () =>
  withAuditor(async (auditor) => {
    const { facts, away, stateOf, someRounds, pass } = auditor;
    facts.order = [orderFactOf(undefined, { changedAt: 2_000_000 })];
    auditor.start();
    await until("an order alone is judged at once", () => stateOf("history-legal") === "HOLDS");
    assert.equal(stateOf("one-ticket-per-order"), "UNKNOWN");
    away.add("barista");
    await someRounds();
    pass(quietMs * 4);
    await someRounds();
    assert.equal(stateOf("one-ticket-per-order"), "UNKNOWN");
    away.delete("barista");
    await someRounds();
    assert.equal(stateOf("one-ticket-per-order"), "UNKNOWN");
    pass(quietMs + 1);
    await until("by now there should have been a ticket", () => stateOf("one-ticket-per-order") === "BROKEN");
    facts.barista = [ticketFactOf()];
    await until("and there it is", () => stateOf("one-ticket-per-order") === "HOLDS");
    const changes = auditor.lines.filter((line) => line.includes('"rule":"one-ticket-per-order"'));
    assert.equal(changes.length, 2);
  }));

test("a restarted auditor knows its last verdicts and reads on from where its open cases began", () =>
  withAuditor(async (auditor) => {
    const { facts, asked, stateOf } = auditor;
    const order = orderFactOf(["PLACED", "MAKING"], { changedAt: 1_990_000 });
    facts.order = [order];
    auditor.start();
    await until("PLACED is not followed by MAKING", () => stateOf("history-legal") === "BROKEN");
    asked.length = 0;
    facts.order = [];
    await auditor.restart();
    assert.equal(stateOf("history-legal"), "BROKEN");
    await until("it asks again", () => asked.some((one) => one.startsWith("order/internal/audit?")));
    const began = order.history[0]?.at;
    await until("from the beginning", () => asked.includes(`order/internal/audit?since=${began}&limit=500`));
  }));

test("a file that cannot be read is told, and everything is read again", () =>
  withAuditor(async (auditor, dataDir) => {
    await auditor.stop();
    writeFileSync(join(dataDir, "audit.json"), '{"since":12,"last":{');
    auditor.asked.length = 0;
    await auditor.restart();
    await until("it reads", () => auditor.asked.length > 10);
    assert.ok(auditor.asked.includes("order/internal/audit?since=0&limit=500"));
    assert.ok(auditor.lines.some((line) => line.includes("audit.kept-unreadable")));
  }));
