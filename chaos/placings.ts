import type { Exchange } from "./history.ts";
import type { ToldOrder } from "./said.ts";

export const isPlacing = ({ method, path }: Exchange) => method === "POST" && path === "/api/v1/order/orders";
export const isAcknowledged = ({ status }: Exchange) => status !== null && status < 300;
export const isAcknowledgedPlacing = (exchange: Exchange) => isPlacing(exchange) && isAcknowledged(exchange);
export const wasMade = ({ state }: Pick<ToldOrder, "state">) =>
  state === "PICKED_UP" || state === "UNCLAIMED";

/** By key, the order that its customer was told of first. */
export function acknowledgedOrders(
  exchanges: readonly Exchange[],
): Map<string, { order: ToldOrder; who: string }> {
  const told = new Map<string, { order: ToldOrder; who: string }>();
  for (const { key, said, who } of exchanges.filter(isAcknowledgedPlacing))
    if (key !== null && said.order && !told.has(key)) told.set(key, { order: said.order, who });
  return told;
}

export const keysSent = (exchanges: readonly Exchange[]): Set<string> =>
  new Set(exchanges.filter(isPlacing).flatMap(({ key }) => key ?? []));
