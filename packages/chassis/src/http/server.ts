import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TlsOptions } from "node:tls";
import { context } from "@opentelemetry/api";
import type { ProblemCode } from "@siren/contracts/problems";
import { problemOf, Refusal } from "@siren/contracts/refusal";
import express, { type Express } from "express";
import type { NewId } from "../ids.ts";
import type { Log } from "../log.ts";
import { type RequestContext, requestContextOf } from "../request-context.ts";
import { endWith } from "../tracing/request-span.ts";
import type { Tracing } from "../tracing/tracing.ts";
import type { InFlight } from "./in-flight.ts";
import { sendProblem } from "./problem-replies.ts";

export type ServerTimeouts = {
  headersMs: number;
  requestMs: number;
  keepAliveMs: number;
  checkEveryMs: number;
};

const timeouts: ServerTimeouts = {
  headersMs: 10_000,
  /** For the whole request to arrive; what an answer may take is the route's own business. */
  requestMs: 30_000,
  /** Longer than our callers keep an idle connection, so that it is they who close it. */
  keepAliveMs: 30_000,
  checkEveryMs: 5_000,
};

const wellFormedRequestId = /^[A-Za-z0-9_.:-]{1,128}$/;

/** The id under which the asker knows this request, or a new one. */
export function requestIdOf(headers: IncomingHttpHeaders, newRequestId: () => string): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && wellFormedRequestId.test(given) ? given : newRequestId();
}

type EntranceParts = {
  newRequestId: () => string;
  isDraining: () => boolean;
  /** Told of each request, by a process that finishes what it took before it stops. */
  inFlight?: InFlight;
  tracing?: Tracing | undefined;
};

/** A request that came in: whoever took it answers with its id, and enters its context. */
export type Entered = { requestId: string; context: RequestContext; isLastOfConnection: boolean };
export type Entrance = (req: IncomingMessage) => Entered;

/** Asked every few seconds by whoever watches: nobody looks for a trace of it. */
const isProbe = ({ url }: IncomingMessage) => url === "/healthz" || url === "/readyz";

/** What every request is given, before anybody looks at what it asks for. */
export const createEntrance =
  ({ newRequestId, isDraining, tracing }: EntranceParts): Entrance =>
  (req) => {
    const requestId = requestIdOf(req.headers, newRequestId);
    const told = tracing && isProbe(req) ? undefined : tracing;
    const context = requestContextOf(req.headers, { requestId }, told, req.method);
    // Whoever keeps the connection open would send its next request to a process that is leaving.
    return { requestId, context, isLastOfConnection: isDraining() };
  };

/** An express app that gives every request its ids and its trace, before any route is looked at. */
export function createApp(parts: EntranceParts & { log: Log }): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  const enter = createEntrance(parts);
  app.use((req, res, next) => {
    parts.inFlight?.enter(res);
    const entered = enter(req);
    res.setHeader("X-Request-Id", entered.requestId);
    res.setHeader("X-Content-Type-Options", "nosniff");
    if (entered.isLastOfConnection) res.setHeader("Connection", "close");
    if (parts.tracing) endWith(entered.context, req, res);
    context.with(entered.context, next);
  });
  return app;
}

/** What no route took, and what went wrong outside of them. Called last. */
export function finishApp(app: Express, log: Log): void {
  app.use((req, res) => sendProblem(new Refusal("NOT_FOUND"), req, res, log));
  app.use((error: unknown, req: express.Request, res: express.Response, _next: express.NextFunction) => {
    sendProblem(error, req, res, log);
  });
}

const codeByParserFault: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: "HEADERS_TOO_LARGE",
  ERR_HTTP_REQUEST_TIMEOUT: "REQUEST_TIMEOUT",
};

const lingerMs = 1_000;

/**
 * Cut at once, with bytes of theirs still unread, a connection takes our last words with it; left alone, it stays half
 * open for as long as the other side likes.
 */
export function lingerAndCut(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
}

/** Node keeps there the answer that a connection is busy with; nothing else says so. */
type Busy = Socket & { _httpMessage?: ServerResponse | null };

/**
 * Node gives up on such a request before there is a response object, so the answer is written by hand. Requests that
 * came whole before it, over the same connection, are answered first: ours would be taken for theirs.
 */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Busy): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const busyWith = socket._httpMessage;
  if (busyWith?.req.complete) {
    busyWith.once("finish", () => answerBrokenRequest(error, socket));
    return;
  }
  // Its answer has begun: there is no second one to a request.
  if (busyWith?.headersSent) {
    socket.destroy();
    return;
  }
  const refusal = new Refusal(codeByParserFault[error.code ?? ""] ?? "BAD_REQUEST");
  const body = JSON.stringify(problemOf(refusal));
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  lingerAndCut(socket);
}

export type TlsMaterial = Pick<
  TlsOptions,
  "cert" | "key" | "ca" | "SNICallback" | "minVersion" | "ciphers" | "handshakeTimeout"
>;
export type ServerOptions = {
  tls?: TlsMaterial | undefined;
  timeouts?: Partial<ServerTimeouts>;
  /** Made for each request in place of Node's own. */
  answers?: typeof ServerResponse | undefined;
};

/** Nothing older than TLS 1.2, no HTTP/2 that we do not speak, and nobody holds a handshake open. */
const tlsManners = { minVersion: "TLSv1.2", ALPNProtocols: ["http/1.1"], handshakeTimeout: 10_000 } as const;

export function createHttpServer(app: RequestListener, options: ServerOptions = {}): Server {
  const { headersMs, requestMs, keepAliveMs, checkEveryMs } = { ...timeouts, ...options.timeouts };
  const { tls, answers } = options;
  const limits = {
    ...{ maxHeaderSize: 16 * 1024, connectionsCheckingInterval: checkEveryMs },
    // What announces no body is no stream: it would be opened, emptied and closed for each GET.
    optimizeEmptyRequests: true,
    ...(answers && { ServerResponse: answers }),
  };
  // An https server has everything that is used here of an http one.
  const server = tls
    ? (createTlsServer({ ...limits, ...tlsManners, ...tls }, app) as unknown as Server)
    : createServer(limits, app);
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = keepAliveMs;
  server.on("clientError", answerBrokenRequest);
  return server;
}

export function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** Resolves when the last request has been answered; open idle connections are closed at once. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

export const newRequestIdFrom = (newId: NewId) => () => newId("cmd").slice(4);
