import type { OutgoingEvent } from "@siren/chassis/messaging/ports";

/** A well-formed order id with a number in it. */
export function orderIdOf(number: number): string {
  return `ord_${String(number).padStart(26, "0")}`;
}

export function readyEvent(number: number, version = 1, more: Partial<OutgoingEvent> = {}): OutgoingEvent {
  const orderId = orderIdOf(number);
  return {
    type: "OrderReady",
    aggregateId: orderId,
    aggregateVersion: version,
    at: Date.now(),
    data: { orderId },
    ...more,
  };
}
