import type { Socket } from "node:net";
import { makeDouble, makeInt32 } from "../bson/make.ts";
import type { Encodable } from "../bson/write.ts";
import { type Engine, OK } from "../commands/command.ts";
import { dispatch } from "../commands/dispatch.ts";
import { describeServer } from "../commands/server.ts";
import { MongoError } from "../errors.ts";
import type { Faults } from "../faults.ts";
import type { Asked } from "./asked.ts";
import {
  encodeReply,
  HEADER_BYTES,
  MAX_MESSAGE_BYTES,
  MessageError,
  ProtocolError,
  parseMessage,
  type Request,
} from "./message.ts";

export type Log = (event: string, fields: Record<string, unknown>) => void;

/** What is the same for all sockets of a server. */
export type Watching = { faults: Faults; asked: Asked; log: Log };

/** One client socket: frames in, one command after another, replies out. */
export class WireConnection {
  readonly id: number;
  #socket: Socket;
  #engine: Engine;
  #faults: Faults;
  #log: Log;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #tail: Promise<void> = Promise.resolve();
  #waiting: Buffer[] = [];
  #isWorking = false;
  #isHeldBack = false;
  #isFinishing = false;
  #asked: Asked;

  constructor(id: number, socket: Socket, engine: Engine, { faults, asked, log }: Watching) {
    this.id = id;
    this.#socket = socket;
    this.#engine = engine;
    this.#faults = faults;
    this.#asked = asked;
    this.#log = log;
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("close", () => engine.sessions.socketClosed(id));
  }

  /** Resolves when what has been received is answered; the socket is then closed. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    this.#socket.pause();
    await this.#tail;
    this.#socket.end();
    this.#socket.destroySoon();
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    try {
      for (let message = this.#nextMessage(); message; message = this.#nextMessage()) this.#enqueue(message);
    } catch (error) {
      this.#hangUp(error);
    }
  }

  #nextMessage(): Buffer | undefined {
    if (this.#buffered < HEADER_BYTES) return undefined;
    if (this.#chunks[0]!.length < 4) this.#chunks = [Buffer.concat(this.#chunks)];
    const length = this.#chunks[0]!.readInt32LE(0);
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES)
      throw new ProtocolError(`message length ${length} is impossible`);
    if (this.#buffered < length) return undefined;
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = all.length > length ? [all.subarray(length)] : [];
    this.#buffered = all.length - length;
    return all.subarray(0, length);
  }

  #enqueue(message: Buffer): void {
    this.#waiting.push(message);
    // A client that sends without reading its replies is not read from any further.
    if (this.#waiting.length > 64) {
      this.#isHeldBack = true;
      this.#socket.pause();
    }
    if (!this.#isWorking) this.#tail = this.#workOff();
  }

  async #workOff(): Promise<void> {
    this.#isWorking = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await this.#handle(next);
      } catch (error) {
        this.#hangUp(error);
      }
      if (!this.#isHeldBack || this.#waiting.length > 16) continue;
      this.#isHeldBack = false;
      if (!this.#isFinishing) this.#socket.resume();
    }
    this.#isWorking = false;
  }

  async #handle(message: Buffer): Promise<void> {
    if (this.#socket.destroyed) return;
    let request: Request;
    try {
      request = parseMessage(message);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      return this.#answer(error.request, errorReply(error.reason));
    }
    const reply = await this.#execute(request);
    if (reply !== undefined) await this.#answer(request, reply);
  }

  async #execute(request: Request): Promise<Encodable | undefined> {
    if (request.legacy) return this.#greet(request);
    this.#asked.count(request.body);
    const fault = this.#faults.draw(request.body, this.#engine.sessions);
    if (fault.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, fault.slowMs));
    if (fault.dropBefore) {
      this.#socket.destroy();
      return undefined;
    }
    try {
      if (fault.refuse) throw fault.refuse;
      const reply = await dispatch(this.#engine, request.body, this.id);
      if (fault.unknownCommit) return { ok: OK, writeConcernError: unknownCommit };
      if (!fault.dropAfter) return reply;
    } catch (error) {
      if (!fault.dropAfter) return errorReply(asMongoError(error, this.#log));
    }
    this.#socket.destroy();
    return undefined;
  }

  #greet(request: Request): Encodable {
    const name = request.body.keys().next().value;
    if (name === "isMaster" || name === "ismaster" || name === "hello")
      return describeServer({ engine: this.#engine, socket: this.id });
    return errorReply(new MongoError(352, `Unsupported OP_QUERY command: ${name}`));
  }

  async #answer(request: Pick<Request, "id" | "legacy" | "wantsReply">, reply: Encodable): Promise<void> {
    if (!request.wantsReply || this.#socket.destroyed) return;
    if (!this.#socket.write(encodeReply(request, reply))) await drained(this.#socket);
  }

  #hangUp(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#log("store.connection-closed", { reason });
    this.#chunks = [];
    this.#buffered = 0;
    this.#socket.destroy();
  }
}

/** What a primary answers that did it and did not hear of it from the others in time. */
const unknownCommit: Encodable = {
  code: makeInt32(64),
  codeName: "WriteConcernFailed",
  errmsg: "waiting for replication timed out (fault switch)",
};

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.on("drain", done);
    socket.on("close", done);
  });
}

/** A fault of our own is answered too, and logged: the client must not wait for ever. */
function asMongoError(error: unknown, log: Log): MongoError {
  if (error instanceof MongoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  log("store.internal-error", { message, stack: error instanceof Error ? error.stack : undefined });
  return new MongoError(1, `internal error: ${message}`);
}

function errorReply(error: MongoError): Encodable {
  return {
    ok: makeDouble(0),
    errmsg: error.message,
    code: error.code,
    codeName: error.codeName,
    ...(error.extra as { [name: string]: Encodable }),
    ...(error.labels.length > 0 ? { errorLabels: error.labels } : {}),
  };
}
