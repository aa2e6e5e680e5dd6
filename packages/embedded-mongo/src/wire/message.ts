import { MAX_DOCUMENT_BYTES, validateDocument } from "../bson/validate.ts";
import { BsonType, entries, Value } from "../bson/value.ts";
import { type Encodable, encodeDocument, toValue } from "../bson/write.ts";
import { MongoError } from "../errors.ts";

export const MAX_MESSAGE_BYTES = 48_000_000;
export const HEADER_BYTES = 16;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_COMPRESSED = 2012;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Command documents may be a little larger than what they carry. */
const COMMAND_ALLOWANCE = 16 * 1024;

export type Request = {
  id: number;
  legacy: boolean;
  /** False for writes that ask for no acknowledgement. */
  wantsReply: boolean;
  body: Map<string, Value>;
};

/** The bytes are no message we could answer: the socket is closed. */
export class ProtocolError extends Error {}

/** A message whose frame is sound but whose content is not: it is answered with this error. */
export class MessageError extends Error {
  readonly request: Pick<Request, "id" | "legacy" | "wantsReply">;
  readonly reason: MongoError;

  constructor(request: Pick<Request, "id" | "legacy" | "wantsReply">, reason: MongoError) {
    super(reason.message);
    this.request = request;
    this.reason = reason;
  }
}

export function parseMessage(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  if (opcode === OP_MSG) return parseMsg(message, id);
  if (opcode === OP_QUERY) return parseQuery(message, id);
  throw new ProtocolError(
    opcode === OP_COMPRESSED ? "compressed messages are not offered" : `unknown opcode ${opcode}`,
  );
}

function parseMsg(message: Buffer, id: number): Request {
  if (message.length < HEADER_BYTES + 4 + 1 + 5) throw new ProtocolError("message is cut short");
  const flags = message.readUInt32LE(HEADER_BYTES);
  if ((flags & 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0)
    throw new ProtocolError("unknown required flags");
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const about = { id, legacy: false, wantsReply: (flags & MORE_TO_COME) === 0 };
  let body: Map<string, Value> | undefined;
  const sequences = new Map<string, Value>();
  let pos = HEADER_BYTES + 4;
  while (pos < end) {
    const kind = message[pos++];
    if (pos + 4 > end) throw new ProtocolError("section is cut short");
    const size = message.readInt32LE(pos);
    if (size < 5 || pos + size > end) throw new ProtocolError("section has an impossible length");
    if (kind === 0) {
      if (body) throw new ProtocolError("two bodies in one message");
      body = readBody(message, pos, pos + size, about);
    } else if (kind === 1) {
      const [name, list] = readSequence(message, pos + 4, pos + size, about);
      sequences.set(name, list);
    } else throw new ProtocolError(`unknown section kind ${kind}`);
    pos += size;
  }
  if (!body) throw new ProtocolError("message without a body");
  for (const [name, list] of sequences) {
    if (body.has(name)) throw new MessageError(about, new MongoError(40413, `'${name}' is given twice`));
    body.set(name, list);
  }
  return { ...about, body };
}

function readBody(
  message: Buffer,
  start: number,
  end: number,
  about: Pick<Request, "id" | "legacy" | "wantsReply">,
) {
  return answerable(about, () => {
    if (end - start > MAX_DOCUMENT_BYTES + COMMAND_ALLOWANCE) throw tooLarge(end - start);
    validateDocument(message, start, end);
    return new Map(entries(new Value(BsonType.document, message, start, end)));
  });
}

/** Documents one after another under one name, as if they had been an array in the body. */
function readSequence(
  message: Buffer,
  start: number,
  end: number,
  about: Pick<Request, "id" | "legacy" | "wantsReply">,
): [string, Value] {
  const nameEnd = message.indexOf(0, start);
  if (nameEnd < 0 || nameEnd >= end) throw new ProtocolError("section name has no end");
  const docs: Value[] = [];
  let pos = nameEnd + 1;
  while (pos < end) {
    if (pos + 5 > end) throw new ProtocolError("section is cut short");
    const size = message.readInt32LE(pos);
    if (size < 5 || pos + size > end) throw new ProtocolError("document has an impossible length");
    const from = pos;
    answerable(about, () => {
      if (size > MAX_DOCUMENT_BYTES + COMMAND_ALLOWANCE) throw tooLarge(size);
      validateDocument(message, from, from + size);
    });
    docs.push(new Value(BsonType.document, message, pos, pos + size));
    pos += size;
  }
  return [message.toString("utf8", start, nameEnd), toValue(docs)];
}

const tooLarge = (bytes: number) =>
  new MongoError(
    10334,
    `BSONObj size: ${bytes} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}(16MB)`,
  );

function answerable<T>(about: Pick<Request, "id" | "legacy" | "wantsReply">, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof MongoError ? new MessageError(about, error) : error;
  }
}

/** Drivers greet with one of these; nothing else is asked that way any more. */
function parseQuery(message: Buffer, id: number): Request {
  const about = { id, legacy: true, wantsReply: true };
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  const start = nameEnd + 9;
  if (nameEnd < 0 || start + 5 > message.length) throw new ProtocolError("query is cut short");
  const size = message.readInt32LE(start);
  if (size < 5 || start + size > message.length) throw new ProtocolError("query has an impossible length");
  return { ...about, body: readBody(message, start, start + size, about) };
}

let lastId = 0;

export function encodeReply(request: Pick<Request, "id" | "legacy">, reply: Encodable): Buffer {
  const header = request.legacy ? HEADER_BYTES + 20 : HEADER_BYTES + 5;
  const message = encodeDocument(reply, header);
  message.fill(0, 0, header);
  lastId = (lastId + 1) & 0x7fffffff;
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(lastId, 4);
  message.writeInt32LE(request.id, 8);
  message.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) {
    message.writeInt32LE(8, 16);
    message.writeInt32LE(1, 32);
  }
  return message;
}
