import type { Socket } from "node:net";

/** What an instance does in place of a proper answer, and what the browser gets. */
export type HostileReply = {
  name: string;
  says: string | ((socket: Socket) => void);
  /** The status that the browser sees. */
  status: number | readonly number[];
  /** An answer was begun, so that only the connection can say that it failed. */
  isCut?: true;
  method?: string;
  body?: string;
};

const ok = "HTTP/1.1 200 OK\r\n";
const end = "\r\n\r\n";
const type = "Content-Type: application/json";

const bad = (
  name: string,
  says: HostileReply["says"],
  status: HostileReply["status"] = 502,
): HostileReply => ({
  ...{ name, says, status },
});
const cut = (name: string, says: HostileReply["says"]): HostileReply => ({
  ...bad(name, says, 200),
  isCut: true,
});
const fine = (name: string, says: HostileReply["says"], status = 200): HostileReply =>
  bad(name, says, status);

const repeatedly = (first: string, each: string, everyMs: number) => (socket: Socket) => {
  socket.write(first);
  const timer = setInterval(() => socket.write(each), everyMs);
  socket.once("close", () => clearInterval(timer));
};

export const hostileReplies: readonly HostileReply[] = [
  bad("another protocol's greeting", "220 mail.test ESMTP\r\n"),
  bad("a page without a status line", "<html>hello</html>"),
  bad("a status that is no number", `HTTP/1.1 abc OK${end}`),
  bad("a status of two digits", `HTTP/1.1 20 OK\r\nContent-Length: 0${end}`),
  bad("a status of four digits", `HTTP/1.1 2000 OK\r\nContent-Length: 0${end}`),
  bad("a version that is not spoken", `HTTP/4.2 200 OK\r\nContent-Length: 0${end}`),
  bad("nothing, and the end", (socket) => void socket.end()),
  bad("nothing, and a reset", (socket) => void socket.resetAndDestroy()),
  bad("half a status line, and the end", (socket) => void socket.end("HTTP/1.1 2")),
  bad("half the headers, and the end", (socket) => void socket.end(`${ok}X-A: on`)),
  bad("silence", () => {}, 504),
  bad("headers that come a byte at a time", repeatedly(`${ok}X-A: `, "a", 20), 504),
  bad("headers without end", repeatedly(ok, `X-Many: ${"a".repeat(1_000)}\r\n`, 1)),
  bad("one header that is too large", `${ok}X-A: ${"a".repeat(200_000)}\r\nContent-Length: 2${end}{}`),
  bad("news without end", repeatedly("", `HTTP/1.1 103 Early Hints\r\nLink: </a>${end}`.repeat(20), 1), 504),
  fine("news, then the answer", `HTTP/1.1 103 Early Hints${end}${ok}Content-Length: 2${end}{}`),
  // Undici's word: it never said that it would wait for one.
  bad("leave to go on that nobody asked for", `HTTP/1.1 100 Continue${end}${ok}Content-Length: 2${end}{}`),
  bad(
    "another protocol that nobody asked for",
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade${end}`,
  ),
  bad("two lengths that differ", `${ok}Content-Length: 2\r\nContent-Length: 5${end}{}abc`),
  bad("a length and chunks", `${ok}Content-Length: 2\r\nTransfer-Encoding: chunked${end}2\r\n{}\r\n0${end}`),
  bad("a negative length", `${ok}Content-Length: -2${end}{}`),
  bad("a length in words", `${ok}Content-Length: two${end}{}`),
  bad("a length beyond counting", `${ok}Content-Length: ${"9".repeat(30)}${end}{}`),
  bad("a NUL in a header", `${ok}X-A: o\0ne\r\nContent-Length: 2${end}{}`),
  bad(
    "a bare carriage return in a header",
    `${ok}X-A: one\rSet-Cookie: siren_refresh=evil\r\nContent-Length: 2${end}{}`,
  ),
  bad("a control character in a header", `${ok}X-A: \x01\r\nContent-Length: 2${end}{}`),
  bad("a header's name with a blank", `${ok}X A: one\r\nContent-Length: 2${end}{}`),
  bad("a header without a colon", `${ok}nothing\r\nContent-Length: 2${end}{}`),
  bad("a folded header", `${ok}X-A: one\r\n two\r\nContent-Length: 2${end}{}`, [200, 502]),
  cut(
    "a body that ends early",
    (socket) => void socket.end(`${ok}${type}\r\nContent-Length: 100${end}{"half":`),
  ),
  cut("a body that is reset", (socket) => {
    socket.write(`${ok}${type}\r\nContent-Length: 100${end}{"half":`, () =>
      setTimeout(() => socket.resetAndDestroy(), 30),
    );
  }),
  cut(
    "chunks that end early",
    (socket) => void socket.end(`${ok}Transfer-Encoding: chunked${end}5\r\n{"a":`),
  ),
  cut("a chunk whose size is no number", `${ok}Transfer-Encoding: chunked${end}2\r\n{}\r\nzz\r\n`),
  cut("a chunk that is longer than it says", `${ok}Transfer-Encoding: chunked${end}2\r\n{}abc\r\n0${end}`),
  cut("a chunk beyond counting", `${ok}Transfer-Encoding: chunked${end}2\r\n{}\r\nffffffffffffffffff\r\nabc`),
  cut("a body that stops in the middle, for ever", `${ok}${type}\r\nContent-Length: 100${end}{"half":`),
  cut("chunks that stop in the middle, for ever", `${ok}Transfer-Encoding: chunked${end}2\r\n{}\r\n`),
  fine(
    "a trailer that would set a cookie",
    `${ok}Transfer-Encoding: chunked\r\nTrailer: Set-Cookie${end}2\r\n{}\r\n0\r\nSet-Cookie: siren_refresh=evil${end}`,
  ),
  fine("a body behind 304", `HTTP/1.1 304 Not Modified\r\nContent-Length: 5${end}extra`, 304),
  fine("a body behind 204", `HTTP/1.1 204 No Content${end}extra`, 204),
  fine("two answers to one question", `${ok}Content-Length: 2${end}{}${ok}Content-Length: 6${end}"evil"`),
  { ...fine("a body behind HEAD", `${ok}Content-Length: 6${end}"evil"`), method: "HEAD" },
  fine(
    "headers that it names as hop by hop, and one of ours",
    `${ok}Connection: x-private, close\r\nX-Private: 1\r\nKeep-Alive: timeout=99\r\nProxy-Authenticate: Basic\r\nContent-Length: 2${end}{}`,
  ),
  fine("a name that every object has", `${ok}__proto__: 1\r\nconstructor: 2\r\nContent-Length: 2${end}{}`),
  {
    ...bad(
      "an answer before the question is over, and a reset",
      (socket) => {
        socket.end("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      },
      [413, 502],
    ),
    body: "x".repeat(60_000),
  },
];
