import type { Socket as NetSocket } from "node:net";
import type { Socket } from "socket.io";

export type Connection = Socket["conn"];

type Packet = { data?: string | Buffer };
/** What engine.io keeps of a connection and does not declare. */
type Inside = {
  writeBuffer?: Packet[];
  transport?: { once(event: "drain", then: () => void): void; socket?: WebSocketInside };
};
type WebSocketInside = {
  close(code: number, reason: string): void;
  on(event: "ping" | "pong", then: () => void): void;
};

const inside = (connection: Connection) => connection as unknown as Inside;

export const webSocketOf = (connection: Connection) => inside(connection).transport?.socket;
export const netSocketOf = ({ request }: Connection): NetSocket => request.socket as NetSocket;

/** Bytes that wait in this process for somebody to read; what the kernel has taken is not ours any more. */
export function unreadBytesOf(connection: Connection): number {
  let bytes = netSocketOf(connection).writableLength;
  for (const { data } of inside(connection).writeBuffer ?? []) bytes += data?.length ?? 1;
  return bytes;
}

/** Whether something waits for what was sent before it to be taken over; "drain" tells when it goes. */
export const hasUnsent = (connection: Connection) => (inside(connection).writeBuffer?.length ?? 0) > 0;

/** Once everything that was being sent has been taken over. Called only while something is. */
export function whenTaken(connection: Connection, then: () => void): void {
  inside(connection).transport?.once("drain", then);
}
