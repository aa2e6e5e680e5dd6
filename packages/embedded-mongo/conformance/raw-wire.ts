import { once } from "node:events";
import net from "node:net";
import { BSON, type Document, MongoClient, MongoServerError } from "mongodb";

/** One OP_MSG on a socket of its own: for what a driver does not let its caller say (lsid, txnNumber). */
export async function sendRaw(uri: string, command: Document): Promise<Document> {
  const socket = connect(uri);
  try {
    await once(socket, "connect");
    socket.write(message(command));
    const reply = await firstReply(socket);
    if (reply.ok !== 1) throw new MongoServerError(reply as { message: string });
    return reply;
  } finally {
    socket.destroy();
  }
}

function connect(uri: string): net.Socket {
  const { socketPath, host, port } = new MongoClient(uri).options.hosts[0]!;
  return socketPath ? net.connect(socketPath) : net.connect({ host: host!, port: port! });
}

function message(command: Document): Buffer {
  const body = BSON.serialize(command);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]);
}

async function firstReply(socket: net.Socket): Promise<Document> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    if (received.length >= 4 && received.length >= received.readInt32LE(0))
      return BSON.deserialize(received.subarray(21));
  }
  throw new Error("the server closed the socket without a reply");
}
