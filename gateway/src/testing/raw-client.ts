import net from "node:net";

/** A connection that says exactly what it is told, for what no proper client would send. */
export async function connectRaw(url: string) {
  const { hostname, port } = new URL(url);
  let heard = "";
  let isClosed = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  const socket = net.connect(Number(port), hostname);
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
    wake();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    isClosed = true;
    wake();
  });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));

  function until(isSo: () => boolean, what: string, withinMs = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        waiting.delete(check);
        end();
      };
      const check = () => isSo() && settle(resolve);
      const timer = setTimeout(
        () => settle(() => reject(new Error(`not heard: ${what}; but:\n${heard}`))),
        withinMs,
      );
      waiting.add(check);
      check();
    });
  }

  return {
    socket,
    say: (text: string) => void socket.write(text),
    heard: () => heard,
    isClosed: () => isClosed,
    hears: (part: string) => until(() => heard.includes(part), part),
    closes: () => until(() => isClosed, "the end"),
    end: () => void socket.destroy(),
  };
}

/** One request as it stands, and all that comes back until the other side closes. */
export async function sendRaw(url: string, request: string): Promise<string> {
  const client = await connectRaw(url);
  client.say(request);
  await client.closes();
  return client.heard();
}

export const upgradeRequest = (path: string, headers: Record<string, string> = {}) =>
  [
    `GET ${path} HTTP/1.1`,
    ...Object.entries({
      Host: "edge.test",
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
    "\r\n",
  ].join("\r\n");
