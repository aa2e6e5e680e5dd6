import assert from "node:assert/strict";
import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ledgerAudit, memberAudit, type OrderFact, orderAudit, ticketAudit } from "@siren/contracts/audit";
import { identityHeader } from "@siren/contracts/identity";
import type * as z from "zod/mini";
import type { ProcessName } from "../../scripts/stack/topology.ts";
import { eventually } from "./eventually.ts";

type Announced = { state: string; announcement?: { url: string } | undefined };

/** A stack of processes or of pods: where its keys lie, and who listens where. */
export type Audited<P extends Announced = Announced> = {
  dataDir: string;
  processes: (name: ProcessName) => readonly P[];
};

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What `name` tells `aud` of itself, signed with the stack's own key of that name. */
export function identityOf(
  stack: Pick<Audited, "dataDir">,
  name: string,
  aud: string,
  claims: object = {},
): string {
  const file = join(stack.dataDir, "secrets", `identity-${name}.jwk.json`);
  const key: KeyObject = createPrivateKey({ key: JSON.parse(readFileSync(file, "utf8")), format: "jwk" });
  const nowS = Math.floor(Date.now() / 1000);
  const head = base64url({ alg: "EdDSA", kid: name });
  const body = base64url({
    ...{ iss: name, aud, sub: name, roles: ["service"], stores: [], via: "service", authAtMs: 0 },
    ...{ iat: nowS, exp: nowS + 30 },
    ...claims,
  });
  return `${head}.${body}.${sign(null, Buffer.from(`${head}.${body}`), key).toString("base64url")}`;
}

/** Some replica of it that listens. */
export function listeningOf<P extends Announced>(stack: Audited<P>, name: ProcessName): P & { url: string } {
  const found = stack.processes(name).find((each) => each.state === "listening" && each.announcement);
  if (!found?.announcement) throw new Error(`no ${name} is listening`);
  return Object.assign(found, { url: found.announcement.url });
}

async function read<T extends z.ZodMiniType>(
  stack: Audited,
  service: "order" | "barista" | "member",
  path: string,
  schema: T,
): Promise<z.infer<T>> {
  const { url } = listeningOf(stack, service);
  const response = await fetch(`${url}/internal/audit${path}`, {
    headers: { [identityHeader]: identityOf(stack, "auditor", service) },
    signal: AbortSignal.timeout(20_000),
  });
  assert.equal(response.status, 200, `${service}'s audit: ${await response.clone().text()}`);
  return schema.parse(await response.json());
}

type Paged = z.ZodMiniType<{ facts: { changedAt: number }[]; next: string | null }>;

/** Page by page; of a fact that has changed meanwhile, what it is by now. */
async function all<T extends Paged>(
  stack: Audited,
  service: "order" | "barista" | "member",
  schema: T,
  idOf: (fact: z.infer<T>["facts"][number]) => string,
): Promise<z.infer<T>["facts"]> {
  const facts = new Map<string, z.infer<T>["facts"][number]>();
  for (let since: string | null = "0"; since !== null; ) {
    const page: z.infer<T> = await read(stack, service, `?since=${since}&limit=1000`, schema);
    for (const fact of page.facts) facts.set(idOf(fact), fact);
    since = page.next === since ? null : page.next;
  }
  return [...facts.values()];
}

/** Order first: what it has heard of the others by then is in what they say afterwards, however long a read takes. */
export async function factsOf(stack: Audited) {
  const orders = await all(stack, "order", orderAudit, ({ orderId }) => orderId);
  const [tickets, money, ledger] = await Promise.all([
    all(stack, "barista", ticketAudit, ({ ticketId }) => ticketId),
    all(stack, "member", memberAudit, ({ orderId }) => orderId),
    read(stack, "member", "/ledger", ledgerAudit),
  ]);
  return { orders, tickets, money, ledger };
}
/** Sums over the whole ledger. */
export const ledgerOf = (stack: Audited) => read(stack, "member", "/ledger", ledgerAudit);

/** A page of barista's facts; `next` is where the one after it begins, and null when there is none. */
export const ticketsSince = (stack: Audited, since: string) =>
  read(stack, "barista", `?since=${since}&limit=1000`, ticketAudit);

export type Facts = Awaited<ReturnType<typeof factsOf>>;

export function assertLedgerAddsUp({ ledger }: Pick<Facts, "ledger">): void {
  const nothingWrong = { accounts_krw: 0, unbalancedJournals: 0, negativeAccounts: 0, heldMismatches: 0 };
  assert.deepEqual(ledger, nothingWrong);
}

type Walked = { orderId: string; key: string };

/**
 * Handed over, made once, paid once: one order a key, one ticket an order, one capture of its whole price,
 * nothing held any more, versions without a gap, and a ledger that adds up to zero.
 */
export async function assertEachWalkedOnce(
  stack: Audited,
  walked: readonly Walked[],
  { withinMs, signal }: { withinMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const isSettled = (facts: Facts) =>
    walked.every(({ orderId }) => {
      const order = facts.orders.find((one) => one.orderId === orderId);
      return order?.state === "PICKED_UP" && order.payment === "CAPTURED";
    });
  let seen: Facts | undefined;
  const settled = async () => {
    seen = await factsOf(stack);
    return isSettled(seen) && seen;
  };
  const facts = await eventually("every order is handed over and paid", settled, withinMs, signal).catch(
    (error) => {
      const ids = walked.map(({ orderId }) => orderId);
      const open = seen?.orders.filter((one) => ids.includes(one.orderId));
      throw new Error(`${error.message}: ${JSON.stringify({ open, money: seen?.money })}`, { cause: error });
    },
  );
  assertLedgerAddsUp(facts);
  for (const { orderId, key } of walked) assertOnce(facts, orderId, key);
}

function assertOnce(facts: Facts, orderId: string, key: string): void {
  const ofKey = facts.orders.filter((order) => order.idempotencyKey === key);
  assert.deepEqual(
    ofKey.map((order) => order.orderId),
    [orderId],
    "one order for the key",
  );
  const order = ofKey[0] as OrderFact;
  const tickets = facts.tickets.filter((ticket) => ticket.orderId === orderId);
  assert.equal(tickets.length, 1, "one ticket for the order");
  for (const unit of tickets[0]?.units ?? []) {
    assert.deepEqual([unit.state, unit.doneTimes], ["DONE", 1], "each cup is made once");
  }
  const money = facts.money.filter((one) => one.orderId === orderId);
  assert.equal(money.length, 1, "one hold for the order");
  assert.deepEqual(
    { captures: money[0]?.captures, captured: money[0]?.captured_krw, held: money[0]?.held_krw },
    { captures: 1, captured: order.total_krw, held: 0 },
  );
  const versions = order.history.map(({ version }) => version);
  assert.deepEqual(
    versions,
    [...versions].sort((a, b) => a - b),
    "history runs forward",
  );
}
