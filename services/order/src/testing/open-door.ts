import type { Caller } from "@siren/chassis/identity/caller";
import { type Env, openServiceDoor, person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { buildOrder } from "../app.ts";
import { orderConfig } from "../config.ts";
import { testMenu, testStore } from "./build-menu.ts";
import { cardOne, memberOne, startedAt } from "./build-order.ts";
import { startDoomedReplica } from "./start-doomed-replica.ts";

const signedIn = (...who: Parameters<typeof person>) => ({ ...person(...who), authAtMs: startedAt });
export const customer = signedIn(memberOne, ["customer"]);
export const stranger = signedIn("mem_00000000000000000000000ZZZ", ["customer"]);
export const barista = signedIn("mem_00000000000000000000000BBB", ["barista"], ["gangnam"]);
export const manager = signedIn("mem_00000000000000000000000DDD", ["manager"], ["gangnam"]);
export const otherManager = signedIn("mem_00000000000000000000000EEE", ["manager"], ["hongdae"]);
export const elsewhere = signedIn("mem_00000000000000000000000CCC", ["barista"], ["hongdae"]);
export const guest: Caller = { ...signedIn("g".repeat(43), ["guest"]), kind: "guest", via: "guest" };

/** Longer than a neighbour takes that is played by a busy machine; whoever plays a silent one waits for it. */
const patience = { HOLD_TIMEOUT_MS: "1000", VOID_TIMEOUT_MS: "1000", COUPON_TIMEOUT_MS: "1000" };

/** Order behind a real door at ten o'clock, with menu, member and barista played. */
export async function openDoor(env: Env = {}) {
  const door = await openServiceDoor(
    "order",
    (told, given) => buildOrder({ config: orderConfig(told), ...given }),
    { ...patience, ...env },
  );
  door.advance(startedAt - Date.now());
  const doomed: { kill(): void }[] = [];
  async function close() {
    for (const replica of doomed) replica.kill();
    await door.close();
  }
  try {
    const menu = await door.peer("menu", { stores: [testStore], menus: [testMenu] });
    const member = await door.peer("member", { allowances: [], revoked: [] });
    const barista = await door.peer("barista", { tickets: [], soldOut: [], stores: [] });
    member.answer = ({ path, body }) => {
      const { amount_krw } = body as { amount_krw: number };
      return { status: 201, body: { orderId: path.split("/").at(-1), state: "PLACED", amount_krw } };
    };
    barista.answer = ({ path }) => ({ status: 200, body: { orderId: path.split("/")[3], state: "VOIDED" } });
    await door.start();
    await until(
      "it knows the menu",
      async () => (await door.ask("POST", "/quotes", { body: cart })).status === 200,
    );
    await door.ask("POST", "/quotes", { as: guest, body: cart });
    return {
      ...door,
      ...{ menu, member, barista, close },
      /** A process of its own that is killed at a named step, as `kill -9` would. */
      async startDoomed(step: string) {
        const replica = startDoomedReplica({
          env: await door.envOf({ FAILPOINTS: `${step}=kill` }),
          aheadMs: door.now() - Date.now(),
          peers: { menu: menu.port, member: member.port, barista: barista.port },
          onLine: (line) => void door.log.push(line),
        });
        doomed.push(replica);
        return { url: await replica.url(), died: replica.died };
      },
      allow: (amount_krw: number, version = 1) =>
        member.publish("AllowanceSet", cardOne, {
          ...{ memberId: memberOne, cardId: cardOne, amount_krw, version },
          expiresAt: door.now() + 3_600_000,
        }),
    };
  } catch (error) {
    await close();
    throw new Error(`the door did not open; its log:\n${door.log.join("\n")}`, { cause: error });
  }
}

export type Door = Awaited<ReturnType<typeof openDoor>>;

export const cart = { storeId: "gangnam", lines: [{ itemId: "latte", choiceIds: ["tall"], quantity: 1 }] };
export const byCard = { ...cart, expected_total_krw: 5_000, payment: { method: "card", cardId: cardOne } };
export const atCounter = { ...cart, expected_total_krw: 5_000, payment: { method: "counter" } };
