import { connect, type Socket } from "node:net";

type Paced = {
  url: string;
  perSecond: number;
  connections: number;
  seconds: number;
  headers: Readonly<Record<string, string>>;
};

const lookEveryMs = 1;

/**
 * So many requests a second, whether the answers come or not, over connections that are kept; how long each took from
 * when it was seen to be due, in ms. A connection carries one request at a time; what is due while all of them wait,
 * waits too. Between two looks it sleeps: turning round and round it would take a whole core from those it measures.
 */
export async function pacedLoad({ url, perSecond, connections, seconds, headers }: Paced): Promise<number[]> {
  const { hostname, port, pathname, host } = new URL(url);
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n${named.join("")}\r\n`);
  const tookMs: number[] = [];
  const due: number[] = [];
  const idle: Socket[] = [];
  const all: Socket[] = [];
  const startedAt = new Map<Socket, number>();
  const sendNext = () => {
    while (due.length > 0 && idle.length > 0) {
      const socket = idle.pop() as Socket;
      startedAt.set(socket, due.shift() as number);
      socket.write(request);
    }
  };
  for (let i = 0; i < connections; i++) {
    const socket = connect(Number(port), hostname).setNoDelay();
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    all.push(socket);
    idle.push(socket);
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      const end = heard.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(heard)?.[1]);
      if (heard.length < end + 4 + length) return;
      if (!heard.startsWith("HTTP/1.1 200")) throw new Error(`answered: ${heard.slice(0, 80)}`);
      heard = "";
      tookMs.push(performance.now() - (startedAt.get(socket) ?? 0));
      idle.push(socket);
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
