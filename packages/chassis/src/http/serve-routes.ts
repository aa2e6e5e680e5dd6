import type { IncomingHttpHeaders } from "node:http";
import type { Histogram } from "@opentelemetry/api";
import { cookies, identityHeader } from "@siren/contracts/identity";
import { orderId } from "@siren/contracts/ids";
import type { ProblemCode } from "@siren/contracts/problems";
import { Refusal } from "@siren/contracts/refusal";
import express, { type Express, type Request, type Response, Router } from "express";
import { anonymous, type Caller } from "../identity/caller.ts";
import type { CallerVerifier } from "../identity/identity.ts";
import type { Log } from "../log.ts";
import { deadlineHeader, notePatience, patienceOf } from "../patience.ts";
import { noteOrder } from "../request-scope.ts";
import { nameRequestNow } from "../tracing/request-span.ts";
import { admit, parsed, requiredKey } from "./admit.ts";
import { sendProblem } from "./problem-replies.ts";
import type { Reply, RequestContext, Route } from "./routes.ts";

export const bodyLimitBytes = 64 * 1024;

/** What a route has come to: its reply, or the code of its refusal. */
export type Outcome = { reply: Reply } | { refused: ProblemCode };
export type OnAnswer = (route: Route, outcome: Outcome) => void;

export type ServeParts = {
  verifier: CallerVerifier;
  /** A caller whose sign-in was ended since is nobody. */
  isRevoked(caller: Caller): boolean;
  log: Log;
  durations: Histogram;
  /** For those who hold what is answered against what was declared. */
  onAnswer?: OnAnswer;
};

// Nobody packs so small a body; what is packed badly would have to be told from what is packed to harm.
const jsonUpTo = (limit: number) =>
  express.json({ limit, strict: true, type: "application/json", inflate: false });
const bytesUpTo = (limit: number) => express.raw({ limit, type: () => true, inflate: false });

type Reader = ReturnType<typeof express.json>;
const readJson = jsonUpTo(bodyLimitBytes);
const readerOf = ({ bytes, bodyLimitBytes: most }: Route): Reader => {
  if (bytes) return bytesUpTo(most ?? bodyLimitBytes);
  return most === undefined ? readJson : jsonUpTo(most);
};

function readBody(reader: Reader, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) =>
    reader(req, res, (error?: unknown) => (error ? reject(error) : resolve())),
  );
}

const carriesBody = (req: Request) =>
  req.headers["transfer-encoding"] !== undefined || Number(req.headers["content-length"] ?? 0) > 0;

async function bodyOf(route: Route, req: Request, res: Response): Promise<unknown> {
  if (!carriesBody(req)) return parsed(route.body, route.body ? {} : undefined, "body");
  if (!req.is("application/json")) throw new Refusal("UNSUPPORTED_MEDIA_TYPE");
  await readBody(readerOf(route), req, res);
  const isEmpty = typeof req.body === "object" && req.body !== null && Object.keys(req.body).length === 0;
  if (!route.body && !isEmpty) throw new Refusal("BAD_REQUEST", "Nothing is expected in the body here");
  return parsed(route.body, req.body, "body");
}

async function bytesOf(route: Route, req: Request, res: Response): Promise<Buffer> {
  if (!carriesBody(req)) return Buffer.alloc(0);
  if (!req.is([...(route.bytes ?? [])]))
    throw new Refusal("UNSUPPORTED_MEDIA_TYPE", `Taken here: ${route.bytes?.join(", ")}`);
  await readBody(readerOf(route), req, res);
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

async function callerOf(req: Request, parts: ServeParts): Promise<Caller> {
  const header = req.headers[identityHeader];
  if (typeof header !== "string") return anonymous;
  const caller = await parts.verifier.fromHeader(header);
  if (parts.isRevoked(caller)) throw new Refusal("UNAUTHENTICATED", "This sign-in was ended");
  return caller;
}

/** Whatever is named as orders are, in the path or in the answer, is the order that this is about. */
function noteOrderIn(where: unknown): void {
  if (typeof where !== "object" || where === null) return;
  const named = "orderId" in where ? where.orderId : "order" in where ? where.order : undefined;
  const { success, data } = orderId.safeParse(named);
  if (success) noteOrder(data);
}

/** A cookie that a route does not say it reads is kept from it. */
function headersFor({ cookies: declared }: Route, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { cookie: sent, ...others } = headers;
  if (sent === undefined) return headers;
  const names = (declared?.reads ?? []).map((one) => `${cookies[one].name}=`);
  const kept = sent.split(";").filter((pair) => names.some((name) => pair.trimStart().startsWith(name)));
  return kept.length === 0 ? others : { ...others, cookie: kept.join(";") };
}

/** Aborted when the client leaves before its answer is out. */
function signalOf(res: Response): AbortSignal {
  const left = new AbortController();
  res.once("close", () => left.abort());
  return left.signal;
}

async function handle(route: Route, req: Request, res: Response, parts: ServeParts): Promise<void> {
  const patience = patienceOf(req.headers[deadlineHeader], res);
  if (patience) notePatience(patience);
  const caller = await callerOf(req, parts);
  admit(route.access, caller);
  const key = route.key === "required" ? requiredKey(req.headers["idempotency-key"]) : undefined;
  const context: RequestContext = {
    params: parsed(route.params, req.params, "path"),
    query: parsed(route.query, req.query, "query"),
    body: route.bytes ? undefined : await bodyOf(route, req, res),
    bytes: route.bytes ? await bytesOf(route, req, res) : Buffer.alloc(0),
    key,
    caller,
    headers: headersFor(route, req.headers),
    signal: signalOf(res),
    requestId: String(res.getHeader("x-request-id")),
    log: parts.log,
    req,
    res,
  };
  noteOrderIn(context.params);
  // Whoever asked has turned to another instance, or given up: what is begun now would be done for nobody.
  if ((patience?.leftMs() ?? 1) <= 0)
    throw new Refusal("UPSTREAM_TIMEOUT", "Nobody waits for this any more: it was not begun");
  const reply = await route.handle(context);
  noteOrderIn(reply.body);
  parts.onAnswer?.(route, { reply });
  if (res.headersSent || res.destroyed) return;
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    res.setHeader(name, typeof value === "string" ? value : [...value]);
  }
  res.status(reply.status);
  if (reply.body === undefined) res.end();
  else if (Buffer.isBuffer(reply.body)) res.setHeader("content-length", reply.body.length).end(reply.body);
  else res.json(reply.body);
}

/** Mounts the table: one handler a path and method, 405 for the methods that a path does not have. */
export function serveRoutes(app: Express, routes: readonly Route[], parts: ServeParts): void {
  const router = Router({ caseSensitive: true });
  const methodsByPath = new Map<string, Set<string>>();
  for (const route of routes) {
    const methods = methodsByPath.get(route.path) ?? new Set();
    methodsByPath.set(route.path, methods.add(route.method));
    router[route.method.toLowerCase() as "get"](route.path, async (req, res) => {
      const startedMs = performance.now();
      nameRequestNow(route.method, route.path);
      res.once("close", () => {
        const attributes = {
          "http.route": route.path,
          "http.request.method": route.method,
          "http.response.status_code": res.statusCode,
        };
        parts.durations.record((performance.now() - startedMs) / 1000, attributes);
      });
      try {
        await handle(route, req, res, parts);
      } catch (error) {
        sendProblem(error, req, res, parts.log);
        parts.onAnswer?.(route, { refused: res.locals.problemCode });
      }
      // What changed something can be followed from service to service; reads would only drown it.
      if (route.method !== "GET") {
        res.locals.isTold = true;
        const answered = { method: route.method, route: route.path, status: res.statusCode };
        parts.log.info("request.answered", {
          ...answered,
          code: res.locals.problemCode,
          tookMs: Math.round(performance.now() - startedMs),
        });
      }
    });
  }
  for (const [path, methods] of methodsByPath) {
    const allowed = methods.has("GET") ? [...methods, "HEAD"] : [...methods];
    router.all(path, (req, res) => {
      res.setHeader("Allow", allowed.join(", "));
      sendProblem(new Refusal("METHOD_NOT_ALLOWED"), req, res, parts.log);
    });
  }
  app.use(router);
}
