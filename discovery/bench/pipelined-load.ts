import { once } from "node:events";
import { connect, type Socket } from "node:net";

export type Load = {
  readonly port: number;
  /** Whole requests, sent in turn. Each of them must get an answer of the same length. */
  readonly requests: readonly Buffer[];
  readonly connections: number;
  readonly inFlight: number;
  readonly seconds: number;
};

export type Loaded = { readonly answers: number; readonly tookMs: number; readonly answerBytes: number };

const STATUS_OK = Buffer.from("HTTP/1.1 200 ");
const HEAD_END = Buffer.from("\r\n\r\n");

/** What one answer weighs, asked once; afterwards counting bytes is counting answers. */
async function weigh(port: number, request: Buffer): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  let got = Buffer.alloc(0);
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk as Buffer]);
    const headEnd = got.indexOf(HEAD_END);
    if (headEnd === -1) continue;
    const head = got.subarray(0, headEnd).toString("latin1");
    if (!got.subarray(0, STATUS_OK.length).equals(STATUS_OK)) throw new Error(`not 200: ${head}`);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`no length: ${head}`);
    const whole = headEnd + HEAD_END.length + Number(length);
    if (got.length >= whole) return whole;
  }
  throw new Error("the server hung up");
}

/**
 * Raw sockets with several requests on the way on each: an ordinary client would be the slower end. It costs the
 * server less than one request at a time does, as reads and writes are shared; the table says how many.
 */
export async function pipelinedLoad(load: Load): Promise<Loaded> {
  const { port, requests, connections, inFlight, seconds } = load;
  const [first] = requests;
  if (!first) throw new Error("nothing to ask for");
  const answerBytes = await weigh(port, first);
  let answers = 0;
  let next = 0;
  const startedMs = performance.now();
  const until = startedMs + seconds * 1000;

  const drive = async (): Promise<void> => {
    const socket: Socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.setNoDelay(true);
    let sent = 0;
    let bytes = 0;
    const send = (count: number): void => {
      const batch: Buffer[] = [];
      for (let i = 0; i < count; i++) batch.push(requests[next++ % requests.length] ?? first);
      sent += count;
      socket.write(Buffer.concat(batch));
    };
    send(inFlight);
    await new Promise<void>((resolve, reject) => {
      socket.on("data", (chunk) => {
        if (bytes % answerBytes === 0 && !isStartOfOk(chunk))
          return reject(new Error(chunk.subarray(0, 200).toString("latin1")));
        const before = Math.floor(bytes / answerBytes);
        bytes += chunk.length;
        const done = Math.floor(bytes / answerBytes) - before;
        answers += done;
        if (performance.now() < until) {
          if (done > 0) send(done);
        } else if (bytes === sent * answerBytes) resolve();
        else if (bytes > sent * answerBytes) reject(new Error("answers of another length"));
      });
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the server hung up")));
    });
    socket.removeAllListeners("close");
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, drive));
  return { answers, tookMs: performance.now() - startedMs, answerBytes };
}

const isStartOfOk = (chunk: Buffer): boolean =>
  chunk.subarray(0, STATUS_OK.length).equals(STATUS_OK.subarray(0, chunk.length));
