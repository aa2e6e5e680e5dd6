import { collectionsOf } from "@siren/store/collections";
import type { Store } from "@siren/store/open-store";
import type { Order } from "../domain/order.ts";

/** Under which `n` of its stream an order was told to be ready; the newest of them is near the stream's end. */
export function createReadyPosition(
  { connection }: Pick<Store, "connection">,
  streamOf: (owner: Order["owner"]) => string,
) {
  const { live } = collectionsOf(connection.getClient().db(connection.name));
  return async ({ orderId, owner }: Order, version: number): Promise<number | null> => {
    const told = {
      ...{ stream: streamOf(owner), name: "order.ready" },
      ...{ "data.order.orderId": orderId, "data.order.version": { $gte: version } },
    };
    const [found] = await live
      .find(told, { projection: { n: 1 } })
      .sort({ n: -1 })
      .limit(1)
      .toArray();
    return found?.n ?? null;
  };
}
