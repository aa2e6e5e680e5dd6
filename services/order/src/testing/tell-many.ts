import { createLog } from "@siren/chassis/log";
import { orderExamples } from "@siren/contracts/golden-order";
import { streams } from "@siren/contracts/live";
import { openStore } from "@siren/store/open-store";

/**
 * `node tell-many.ts STORE PEOPLE`: commits READY of an order for each of so many guests to order's store, as another
 * replica would, so that a bench sees how a replica passes it on. Nobody but a bench may run it on a store.
 */
const [uri = "", people = "0"] = process.argv.slice(2);
const aCommit = 100;
const now = () => Date.now();
const log = createLog({ service: "tell-many", level: "error", now });
const store = await openStore(uri, { log, now });
const { orderView } = orderExamples;
for (let first = 0; first < Number(people); first += aCommit) {
  await store.unitOfWork(async (tx) => {
    for (let guest = first; guest < Math.min(first + aCommit, Number(people)); guest += 1) {
      tx.publish({
        ...{ type: "OrderReady", aggregateId: orderView.orderId, aggregateVersion: 1, at: Date.now() },
        data: { orderId: orderView.orderId },
        live: [{ stream: streams.guest(`bench-${guest}`), name: "order.ready", data: { order: orderView } }],
      });
    }
  });
}
await store.close();
