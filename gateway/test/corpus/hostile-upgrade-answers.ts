import type { Socket } from "node:net";

/** What an instance does with an upgrade in place of agreeing, and what the browser gets. */
export type HostileUpgradeAnswer = {
  name: string;
  says: string | ((socket: Socket) => void);
  /** Undefined where there was one already, and only the end of the connection can say more. */
  code?: "BAD_UPSTREAM" | "UPSTREAM_TIMEOUT";
  status: number;
  isNeverWhole?: true;
};

const end = "\r\n\r\n";

export const hostileUpgradeAnswers: readonly HostileUpgradeAnswer[] = [
  {
    name: "a plain 200",
    says: `HTTP/1.1 200 OK\r\nContent-Length: 4${end}evil`,
    ...{ status: 502, code: "BAD_UPSTREAM" },
  },
  {
    name: "a 200 that never ends",
    says: `HTTP/1.1 200 OK${end}evil`,
    ...{ status: 502, code: "BAD_UPSTREAM" },
  },
  {
    name: "a no and something behind it",
    says: `HTTP/1.1 403 No\r\nContent-Length: 2${end}noHTTP/1.1 200 OK\r\nX-Evil: 1${end}`,
    status: 403,
  },
  {
    name: "a no without a length that never ends",
    says: `HTTP/1.1 403 No${end}and`,
    status: 403,
    isNeverWhole: true,
  },
  {
    name: "a no that is never whole",
    says: `HTTP/1.1 403 No\r\nContent-Length: 99${end}and`,
    status: 403,
    isNeverWhole: true,
  },
  {
    name: "a no in chunks that breaks off",
    says: (socket) => socket.end(`HTTP/1.1 403 No\r\nTransfer-Encoding: chunked${end}3\r\nand\r\n`),
    status: 403,
  },
  { name: "a 500", says: `HTTP/1.1 500 Oh\r\nContent-Length: 0${end}`, status: 500 },
  {
    name: "a 500 that keeps the connection",
    says: `HTTP/1.1 500 Oh\r\nConnection: keep-alive\r\nContent-Length: 2${end}no`,
    status: 500,
  },
  {
    name: "half a head, and the end",
    says: (socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgr"),
    ...{ status: 502, code: "BAD_UPSTREAM" },
  },
  {
    name: "half a head, and silence",
    says: "HTTP/1.1 101 Switching Protocols\r\nUpgr",
    ...{ status: 504, code: "UPSTREAM_TIMEOUT", isNeverWhole: true },
  },
  { name: "never a word", says: "", ...{ status: 504, code: "UPSTREAM_TIMEOUT", isNeverWhole: true } },
  { name: "only the end", says: (socket) => socket.end(), ...{ status: 502, code: "BAD_UPSTREAM" } },
  { name: "a reset", says: (socket) => socket.resetAndDestroy(), ...{ status: 502, code: "BAD_UPSTREAM" } },
  { name: "no HTTP", says: `SSH-2.0-OpenSSH${end}`, ...{ status: 502, code: "BAD_UPSTREAM" } },
  {
    name: "a head that is too large",
    says: `HTTP/1.1 101 Yes\r\nX-A: ${"a".repeat(40_000)}${end}`,
    ...{ status: 502, code: "BAD_UPSTREAM" },
  },
  {
    name: "yes, and then a reset",
    says: (socket) =>
      socket.write(`HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade${end}`, () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      ),
    status: 101,
  },
];
