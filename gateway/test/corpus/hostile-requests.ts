/** What somebody says over a plain socket, and what has to become of it. */
export type HostileRequest = {
  name: string;
  says: string;
  /** The status of the first answer; none where the connection is only closed. */
  status?: number | readonly number[];
  /** How many answers in all; one where a status is said. */
  answers?: number;
  /** How many requests the service may have seen of it. */
  reaches?: number;
};

const target = "/api/v1/order/hostile";
const end = "\r\n\r\n";
const host = "Host: edge.test";
/** One more request, hidden behind the first: it must never be one of its own at the service. */
const hidden = `GET ${target}/hidden HTTP/1.1\r\n${host}${end}`;
const chunked = "Transfer-Encoding: chunked";

const get = (path: string, ...headers: string[]) =>
  `GET ${path} HTTP/1.1\r\n${[host, ...headers].join("\r\n")}${end}`;
const post = (headers: readonly string[], body = "") =>
  `POST ${target} HTTP/1.1\r\n${[host, ...headers].join("\r\n")}${end}${body}`;
const refused = (name: string, says: string, status: number | readonly number[] = 400): HostileRequest => ({
  name,
  says,
  status,
});
const passed = (name: string, says: string, reaches = 1, status = 200): HostileRequest => ({
  ...{ name, says, status, reaches },
});

const lengths: HostileRequest[] = [
  refused("two lengths that differ", post(["Content-Length: 3", "Content-Length: 4"], "abc")),
  refused("two lengths that agree", post(["Content-Length: 3", "Content-Length: 3"], "abc")),
  refused("a list of lengths", post(["Content-Length: 3, 3"], "abc")),
  refused("a length and chunks", post(["Content-Length: 3", chunked], `0${end}${hidden}`)),
  refused("chunks and a length", post([chunked, "Content-Length: 3"], `0${end}${hidden}`)),
  refused("a negative length", post(["Content-Length: -1"], hidden)),
  refused("a signed length", post(["Content-Length: +3"], "abc")),
  refused("a length in hex", post(["Content-Length: 0x3"], "abc")),
  refused("a length with a word", post(["Content-Length: 3 apples"], "abc")),
  refused("an empty length", post(["Content-Length:"], hidden)),
  refused("a length beyond counting", post([`Content-Length: ${"9".repeat(30)}`], "abc")),
  refused(
    "a length that is larger than allowed",
    post(["Content-Length: 999999999", "Connection: close"]),
    413,
  ),
];

const codings: HostileRequest[] = [
  refused("a coding that nobody knows", post(["Transfer-Encoding: xchunked"], `0${end}${hidden}`)),
  refused("chunked, then something else", post(["Transfer-Encoding: chunked, identity"], `0${end}`)),
  refused("chunked twice", post([chunked, chunked], `0${end}`), [400, 200]),
  refused("identity alone", post(["Transfer-Encoding: identity"], hidden)),
  refused("a coding behind a vertical tab", post(["Transfer-Encoding: \x0bchunked"], `0${end}${hidden}`)),
  refused("a coding before a colon's blank", post(["Transfer-Encoding : chunked"], `0${end}${hidden}`)),
  refused("a coding in quotes", post(['Transfer-Encoding: "chunked"'], `0${end}${hidden}`)),
  refused("a coding in HTTP/1.0", `POST ${target} HTTP/1.0\r\n${host}\r\n${chunked}${end}0${end}${hidden}`),
  refused("a chunk whose size is no number", post([chunked], `zz\r\nabc\r\n0${end}`)),
  refused("a chunk with a negative size", post([chunked], `-1\r\nabc\r\n0${end}`)),
  refused("a chunk beyond counting", post([chunked], `${"f".repeat(20)}\r\nabc`)),
  refused("a chunk in 0x", post([chunked], `0x3\r\nabc\r\n0${end}`)),
  refused("a chunk that is longer than it says", post([chunked], `3\r\nabcdef\r\n0${end}`)),
  refused("chunk ends of a bare newline", post([chunked], `3\nabc\n0\n\n${hidden}`)),
  refused("a chunk extension without end", post([chunked], `3;${"x".repeat(20_000)}`), [400, 413, 431]),
  passed(
    "a chunk extension that hides a newline's half",
    post([chunked, "Connection: close"], `3;a="b"\r\nabc\r\n0${end}`),
  ),
  passed(
    "a body behind a GET",
    `GET ${target} HTTP/1.1\r\n${host}\r\n${chunked}\r\nConnection: close${end}${hidden.length.toString(16)}\r\n${hidden}\r\n0${end}`,
  ),
  refused("a trailer that is a length", post([chunked], `0\r\nContent-Length: 5\r\nbad header${end}`)),
];

const forms: HostileRequest[] = [
  refused("a folded header", get(target, "X-A: one\r\n two")),
  refused("a folded coding", post(["Transfer-Encoding:\r\n chunked"], `0${end}${hidden}`)),
  refused("a bare carriage return in a header", get(target, "X-A: one\rX-B: two")),
  refused("lines that end in a bare newline", `GET ${target} HTTP/1.1\n${host}\n\n`),
  refused("a NUL in a header", get(target, "X-A: o\0ne")),
  refused("a NUL in a name", get(target, "X\0A: one")),
  refused("a NUL in the path", `GET ${target}\0 HTTP/1.1\r\n${host}${end}`),
  refused("a control character in a value", get(target, "X-A: \x07")),
  refused("a header without a colon", get(target, "no colon here")),
  refused("a header without a name", get(target, ": value")),
  refused("a blank before the colon", get(target, "X-A : one")),
  refused("a line that begins with a blank", `GET ${target} HTTP/1.1\r\n ${host}${end}`),
  refused("no Host", `GET ${target} HTTP/1.1${end}`),
  refused("two Hosts", get(target, "Host: evil.test")),
  refused("a Host with a path", `GET ${target} HTTP/1.1\r\nHost: edge.test/evil${end}`),
  refused("a Host with a blank", `GET ${target} HTTP/1.1\r\nHost: edge.test evil.test${end}`),
  refused("a Host with credentials", `GET ${target} HTTP/1.1\r\nHost: edge.test@evil.test${end}`),
  refused(
    "more headers than anybody has",
    get(target, ...Array.from({ length: 150 }, (_, i) => `X-${i}: 1`)),
    431,
  ),
  refused("a header that is too large", get(target, `X-A: ${"a".repeat(20_000)}`), 431),
  refused("a path that is too long", get(`${target}?q=${"a".repeat(9_000)}`), 414),
  refused("a version that is not spoken", `GET ${target} HTTP/3.7\r\n${host}${end}`),
  refused("the beginning of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  refused("HTTP/0.9", "GET /api/v1/order/hostile\r\n\r\n"),
  refused("another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
  refused("a method that nobody knows", `BREW ${target} HTTP/1.1\r\n${host}${end}`),
  refused("a method in small letters", `get ${target} HTTP/1.1\r\n${host}${end}`),
  passed("two blanks in the first line", `GET  ${target} HTTP/1.1\r\n${host}\r\nConnection: close${end}`),
  refused("something behind the version", `GET ${target} HTTP/1.1 evil\r\n${host}${end}`),
  refused(
    "an expectation that nobody has",
    post(["Expect: 200-ok", "Content-Length: 0", "Connection: close"]),
    417,
  ),
];

const targets: HostileRequest[] = [
  refused("a whole URL", `GET http://evil.test${target} HTTP/1.1\r\n${host}${end}`),
  refused("a whole URL of ours", `GET http://edge.test${target} HTTP/1.1\r\n${host}${end}`),
  refused("host and port", `GET evil.test:80 HTTP/1.1\r\n${host}${end}`),
  refused("a star", `OPTIONS * HTTP/1.1\r\n${host}${end}`),
  refused("CONNECT", `CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443${end}`, 405),
  refused("CONNECT to the machine itself", `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}${end}SSH-2.0-x`, 405),
  refused("TRACE", `TRACE ${target} HTTP/1.1\r\n${host}${end}`, 405),
  refused("PROPFIND", `PROPFIND ${target} HTTP/1.1\r\n${host}${end}`, 405),
  refused(
    "an h2c upgrade with a body",
    post(["Upgrade: websocket", "Connection: Upgrade", "Content-Length: 3"], "abc"),
  ),
  refused(
    "a WebSocket of another version",
    get(
      `${target}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 777",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ),
    426,
  ),
  refused(
    "a WebSocket with a body that hides a request",
    get(
      target,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Content-Length: ${hidden.length}`,
    ) + hidden,
  ),
  passed(
    "an upgrade to HTTP/2 is answered in this one",
    get(
      target,
      "Upgrade: h2c",
      "Connection: Upgrade, HTTP2-Settings, close",
      "HTTP2-Settings: AAMAAABkAAQAAP__",
    ),
  ),
];

const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const upgrade = (path: string, ...headers: string[]) =>
  get(path, "Upgrade: websocket", "Connection: Upgrade", ...headers);
const version = "Sec-WebSocket-Version: 13";

const upgrades: HostileRequest[] = [
  refused("an upgrade without a key", upgrade(target, version)),
  refused("an upgrade with a key that is none", upgrade(target, version, "Sec-WebSocket-Key: short")),
  refused("an upgrade with two keys", upgrade(target, version, key, key)),
  refused("an upgrade without a version", upgrade(target, key)),
  refused("an upgrade of two versions", upgrade(target, version, "Sec-WebSocket-Version: 8", key), 426),
  refused(
    "an upgrade to a WebSocket and to HTTP/2",
    get(target, "Upgrade: websocket, h2c", "Connection: Upgrade", version, key),
  ),
  refused("an upgrade with chunks", `${upgrade(target, version, key, chunked)}0${end}${hidden}`),
  refused("an upgrade with a request behind it", upgrade(target, version, key) + hidden),
  refused("an upgrade by POST", post(["Upgrade: websocket", "Connection: Upgrade", version, key])),
  refused("an upgrade in HTTP/1.0", upgrade(target, version, key).replace("HTTP/1.1", "HTTP/1.0"), 400),
  refused("an upgrade without a Host", upgrade(target, version, key).replace(`${host}\r\n`, "")),
  refused("an upgrade where nothing is routed", upgrade("/nowhere/at/all", version, key), 404),
  refused("an upgrade at a page", upgrade("/client/", version, key), 404),
  refused(
    "an upgrade to what lies between processes",
    upgrade("/api/v1/order/%69nternal/feed", version, key),
    404,
  ),
  refused("an upgrade that went through us before", upgrade(target, version, key, "Via: 1.1 siren"), 508),
];

/** Each ends at nobody, or is refused; never is it what lies between processes. */
const paths: HostileRequest[] = [
  "/api/v1/order/..;/internal/audit",
  "/api/v1/order/internal;v=1/audit",
  "/api/v1/order/%69nternal/audit",
  "/api/v1/order/%2569nternal/audit",
  "/api/v1/order/%252e%252e/internal/audit",
  "/api/v1/order/x/%2e%2e/internal/audit",
  "/api/v1/order/x/.%2e/internal/audit",
  "/api/v1/order/%c0%ae%c0%ae/internal/audit",
  "/api/v1/order/%e0%80%ae%e0%80%ae/internal/audit",
  "/api/v1/order/%uff0e%uff0e/internal/audit",
  "/api/v1/order/%EF%BC%8E%EF%BC%8E/internal/audit",
  "/api/v1/order/%EF%BD%89nternal/audit",
  "/api/v1/order/%E2%80%A4%E2%80%A4/internal/audit",
  "/api/v1/order/INTERNAL%20/audit",
  "/api/v1/order/internal./audit",
  "/api/v1/order/%5cinternal/audit",
  "/api/v1/order/x%5c..%5cinternal/audit",
  "/api/v1/order/%2finternal/audit",
  "/api/v1/order/%09internal/audit",
  "/api/v1/order/internal%0d%0aX-Evil:%201/audit",
  "/api/v1/order/%E2%80%8Binternal/audit",
  "/api/v1/order/i%CC%87nternal/../internal/audit",
  "/api/v1/order/METRICS",
  "/api/v1/order/%ED%A0%80internal/audit",
  "/api/v1/order/#/../internal/audit",
].map((path) => refused(`the path ${path}`, get(path, "Connection: close"), [400, 404]));

const conversations: HostileRequest[] = [
  {
    ...passed(
      "rubbish behind a whole request: that one is answered, then it ends",
      `${get(target)}\0\0rubbish\r\n\r\n`,
    ),
    answers: 2,
  },
  {
    ...passed(
      "three in a row and a fourth that is broken: three are answered in their order",
      get(target).repeat(3) + post(["Content-Length: x"]),
      3,
    ),
    answers: 4,
  },
  {
    ...passed("as many in a row as fit", get(target).repeat(20) + get(target, "Connection: close"), 21),
    answers: 21,
  },
  passed("empty lines before a request", `\r\n\r\n${get(target, "Connection: close")}`),
  passed(
    "what names our own identity as hop by hop takes nothing away",
    get(target, "Connection: close, x-siren-identity, x-forwarded-for, via, x-request-id"),
  ),
  {
    ...refused(
      "a request that went through us before",
      get(target, "Via: 1.1 siren", "Connection: close"),
      508,
    ),
  },
  {
    ...refused(
      "one that went through others and us",
      get(target, "Via: 1.0 fred, 1.1 siren (Siren/1), 1.1 nginx", "Connection: close"),
      508,
    ),
  },
  passed("one that went through others", get(target, "Via: 1.0 fred, 1.1 sirens", "Connection: close")),
];

export const hostileRequests: readonly HostileRequest[] = [
  ...lengths,
  ...codings,
  ...forms,
  ...targets,
  ...upgrades,
  ...paths,
  ...conversations,
];
