import assert from "node:assert/strict";
import { publishedMenu } from "@siren/contracts/menu";
import { problem } from "@siren/contracts/problems";
import { newKey, type Placed, storeId } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import {
  type Loss,
  oldSince,
  underWayMs,
  untilFresh,
  untilSaidOld,
  type WayToBeLost,
} from "../harness/loss.ts";
import type { Answer } from "../harness/person.ts";
import type { StoreService } from "../harness/store-faults.ts";
import type { StoreProcess } from "../harness/store-process.ts";
import type { CafeInTrouble } from "./cafe-in-trouble.ts";

type Seen = (cafe: CafeInTrouble, loss: Pick<Loss, "atMs">) => Promise<Placed | undefined>;

const menuPath = `/api/v1/menu/stores/${storeId}/menu`;
const boardPath = `/api/v1/barista/stores/${storeId}/board`;

/** What is shown is that of a service which is lost: domain.md says so, and the rows before look closer. */
const seen: Record<StoreService, Seen> = {
  async menu({ mina }, loss) {
    const answer = await eventually("the menu is an old one", async () => {
      const answer = await mina.ask("GET", menuPath);
      return oldSince(answer, "menu") !== undefined && answer;
    });
    assert.ok((oldSince(answer, "menu") ?? Number.NaN) <= loss.atMs + underWayMs);
    publishedMenu.parse(answer.body);
    return undefined;
  },
  async member({ mina, minasCard }) {
    const placed = await mina.place(minasCard);
    assert.deepEqual([placed.status, placed.order.payment], [202, "DEFERRED"]);
    return placed;
  },
  async barista({ mina, jun, minasCard }, loss) {
    const mine = () => mina.ask("GET", "/api/v1/order/orders");
    await untilSaidOld("the list of orders", "barista", loss, mine);
    const placed = await mina.place(minasCard);
    assert.deepEqual([placed.order.payment, placed.order.etaAt], ["HELD", null]);
    await assertRefusedForNow(await jun.ask("GET", boardPath), "the board");
    return placed;
  },
  async order({ mina, jun, minasCard }, loss) {
    const key = newKey();
    const body = {
      storeId,
      lines: [],
      expected_total_krw: 0,
      payment: { method: "card", cardId: minasCard },
    };
    const path = "/api/v1/order/orders";
    const asked = { ...body, lines: [{ itemId: "butter-croissant", choiceIds: [], quantity: 1 }] };
    await assertRefusedForNow(await mina.ask("POST", path, { body: asked, key }), "placing");
    await untilSaidOld("the board", "order", loss, () => jun.ask("GET", boardPath));
    return undefined;
  },
};

function assertRefusedForNow({ status, body }: Answer, what: string): void {
  const said = problem.parse(body);
  assert.ok(status >= 500 && said.retryable, `${what}: ${status} ${said.code}`);
}

/** The service lives and says that it is not ready; nobody has to start it again. */
export async function aStoreIsLost(
  cafe: CafeInTrouble,
  service: StoreService,
  store: StoreProcess,
  way: WayToBeLost,
): Promise<void> {
  const replicas = cafe.stack.processes(service);
  const pids = replicas.map(({ pid }) => pid);
  const health = async (path: string) => {
    const answers = replicas.map(async ({ announcement }) => {
      const answer = await fetch(new URL(path, announcement?.managementUrl), {
        signal: AbortSignal.timeout(5_000),
      });
      return { status: answer.status, text: await answer.text() };
    });
    return Promise.all(answers);
  };
  const fresh = () => cafe.mina.ask("GET", service === "menu" ? menuPath : "/api/v1/order/orders");
  await untilFresh("before the loss", fresh);

  await store.signal(way);
  const loss = { atMs: Date.now() };
  try {
    await eventually(`${service} is not ready`, async () =>
      (await health("/readyz")).every(({ status, text }) => status === 503 && text.includes("store")),
    );
    for (const { status } of await health("/healthz")) assert.equal(status, 200, `${service} lives`);
    const placed = await seen[service](cafe, loss);
    await giveBack();
    if (placed) await cafe.walk(placed);
  } finally {
    await giveBack();
  }
  await untilFresh("after the loss", fresh);
  await cafe.walk(await cafe.mina.place(cafe.minasCard));

  async function giveBack(): Promise<void> {
    if (way === "SIGSTOP") await store.signal("SIGCONT");
    else if (!store.isRunning) await store.start();
    await eventually(`${service} is ready again`, async () =>
      (await health("/readyz")).every(({ status }) => status === 200),
    );
    assert.deepEqual(
      replicas.map(({ pid }) => pid),
      pids,
      `${service} is the same process`,
    );
  }
}
