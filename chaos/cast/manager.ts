import { Barista } from "../../e2e/harness/cafe.ts";
import { oneOf } from "../../e2e/harness/seeded.ts";
import { tooCold } from "../last-look.ts";
import { isFinal } from "./ordering.ts";
import { chanceOf, join, keyFor, nap, type Scene } from "./scene.ts";

const everyMs = 6_000;
const refundDeadlineMs = 60_000;

/** Gives money back now and then for what was handed over: all of it, or for one cup. */
export async function giveBackNowAndThen(scene: Scene, email: string): Promise<void> {
  const who = "manager";
  const manager = join(scene, new Barista(scene.gateways), who);
  const chance = chanceOf(scene, who);
  const given = new Set<string>();
  while (!scene.ordering.aborted) {
    await nap(everyMs * (0.5 + chance()), scene.ordering);
    try {
      if (manager.token === undefined) await manager.login(email);
      const picked = scene.history.shown.filter(
        ({ name, orderId, who }) =>
          name === "order.picked_up" && who.startsWith("member") && !given.has(orderId),
      );
      if (picked.length === 0) continue;
      const { orderId } = oneOf(picked, chance);
      given.add(orderId);
      const isWhole = chance() < 0.5;
      const body = { reason: tooCold, ...(!isWhole && { lines: [{ line: 0, quantity: 1 }] }) };
      const asked = { body, key: keyFor(who) };
      const path = `/api/v1/order/orders/${orderId}/refund`;
      await manager.sendUntilAnswered("POST", path, asked, refundDeadlineMs).catch((error: unknown) => {
        if (!isFinal(error)) scene.inDoubt.push({ person: manager, path, ...asked });
      });
    } catch {
      manager.turnElsewhere();
    }
  }
}
