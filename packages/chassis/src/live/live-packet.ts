import type { LiveRecord } from "../messaging/ports.ts";

const encoded = new WeakMap<LiveRecord, { namespace: string; packet: string }>();

/**
 * A record as socket.io's EVENT packet. Made once for all who are sent it: with a store's whole board the same record
 * goes out a hundred times.
 */
export function packetOf(record: LiveRecord, namespace: string, rings: boolean): string {
  if (rings) return packet(record, namespace, { ring: true });
  const known = encoded.get(record);
  if (known?.namespace === namespace) return known.packet;
  const fresh = packet(record, namespace, {});
  encoded.set(record, { namespace, packet: fresh });
  return fresh;
}

function packet(record: LiveRecord, namespace: string, more: object): string {
  const { name, data, eventId, stream, n, at, traceparent } = record;
  const head = { eventId, stream, n, at, ...(traceparent !== undefined && { traceparent }), ...more };
  return `2${namespace},${JSON.stringify([name, { ...(data as object), ...head }])}`;
}
