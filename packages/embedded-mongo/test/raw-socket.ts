import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { BSON } from "mongodb";

/** A client that can say anything at all, including what no driver would. */
export class RawSocket {
  readonly socket: Socket;
  #received = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      socket.emit("more");
    });
  }

  static async to(uri: string): Promise<RawSocket> {
    const path = decodeURIComponent(uri.slice("mongodb://".length, uri.indexOf("/app")));
    const socket = connect(path);
    await once(socket, "connect");
    return new RawSocket(socket);
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** The next reply's document, or "closed" when the server hangs up instead. */
  async reply(): Promise<BSON.Document | "closed"> {
    while (this.#received.length < 4 || this.#received.length < this.#received.readInt32LE(0)) {
      if (this.socket.destroyed || this.socket.readableEnded) return "closed";
      await Promise.race([once(this.socket, "more"), once(this.socket, "close")]);
    }
    const length = this.#received.readInt32LE(0);
    const message = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return BSON.deserialize(message.subarray(message.readInt32LE(12) === 1 ? 36 : 21));
  }

  async ask(command: BSON.Document): Promise<BSON.Document | "closed"> {
    this.send(opMsg(BSON.serialize(command)));
    return this.reply();
  }

  close(): void {
    this.socket.destroy();
  }
}

export function opMsg(body: Uint8Array, opcode = 2013, flags = 0): Buffer {
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(opcode, 12);
  head.writeUInt32LE(flags, 16);
  return Buffer.concat([head, body]);
}
