import { connect, type Socket } from "node:net";

type Paced = {
  url: string;
  perSecond: number;
  connections: number;
  seconds: number;
  headers: Readonly<Record<string, string>>;
  /** How long each answer is: whoever measures reads no more of it than where it ends. */
  bodyBytes: number;
};

/** Of one connection: what of the answer has not come yet. */
type Line = { socket: Socket; startedMs: number; head: Buffer | undefined; bodyLeft: number | undefined };

const lookEveryMs = 1;
const endOfHead = Buffer.from("\r\n\r\n");
/** `HTTP/1.1 2` */
const statusAt = 9;

/** Says whether that was all of the answer. */
function isWhole(line: Line, chunk: Buffer, bodyBytes: number): boolean {
  if (line.bodyLeft === undefined) {
    const come = line.head ? Buffer.concat([line.head, chunk]) : chunk;
    const end = come.indexOf(endOfHead);
    if (end < 0) {
      line.head = come;
      return false;
    }
    if (come[statusAt] !== "2".charCodeAt(0)) throw new Error(`answered: ${come.toString("latin1", 0, 80)}`);
    line.bodyLeft = bodyBytes - (come.length - end - endOfHead.length);
  } else line.bodyLeft -= chunk.length;
  if (line.bodyLeft > 0) return false;
  if (line.bodyLeft < 0) throw new Error(`${-line.bodyLeft} bytes came that nobody asked for`);
  line.head = undefined;
  line.bodyLeft = undefined;
  return true;
}

/**
 * So many requests a second, whether the answers come or not, over connections that are kept; how long each took from
 * when it was seen to be due, in ms. A connection carries one request at a time; what is due while all of them wait,
 * waits too. Between two looks it sleeps: turning round and round it would take a whole core from those it measures.
 */
export async function pacedLoad(paced: Paced): Promise<number[]> {
  const { url, perSecond, connections, seconds, headers, bodyBytes } = paced;
  const { hostname, port, pathname, host } = new URL(url);
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n${named.join("")}\r\n`);
  const tookMs: number[] = [];
  const due: number[] = [];
  const idle: Line[] = [];
  const all: Socket[] = [];
  const sendNext = () => {
    while (due.length > 0 && idle.length > 0) {
      const line = idle.pop() as Line;
      line.startedMs = due.shift() as number;
      line.socket.write(request);
    }
  };
  for (let i = 0; i < connections; i++) {
    const socket = connect(Number(port), hostname).setNoDelay();
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    const line: Line = { socket, startedMs: 0, head: undefined, bodyLeft: undefined };
    all.push(socket);
    idle.push(line);
    socket.on("data", (chunk) => {
      if (!isWhole(line, chunk, bodyBytes)) return;
      tookMs.push(performance.now() - line.startedMs);
      idle.push(line);
      sendNext();
    });
  }
  const beganMs = performance.now();
  const total = perSecond * seconds;
  let sent = 0;
  await new Promise<void>((resolve) => {
    const beat = () => {
      const now = performance.now();
      for (; sent < total && beganMs + (sent * 1_000) / perSecond <= now; sent++) due.push(now);
      sendNext();
      if (sent < total || tookMs.length < total) setTimeout(beat, lookEveryMs);
      else resolve();
    };
    beat();
  });
  for (const socket of all) socket.destroy();
  return tookMs;
}
