import type { RingMeaning } from "@siren/chassis/live/rings";
import type { OrderLiveName } from "@siren/contracts/live";
import type { OrderView } from "@siren/contracts/order";

const rings: OrderLiveName = "order.ready";

/** An order that is ready rings; whatever becomes of it afterwards ends that. A payment that comes late does not. */
export const whatRings: RingMeaning = ({ name, data }) => {
  const order = (data as { order?: Pick<OrderView, "orderId" | "state"> } | null)?.order;
  if (!order) return undefined;
  if (name === rings) return { subject: order.orderId, rings: true };
  return order.state === "READY" ? undefined : { subject: order.orderId, rings: false };
};
