import type { IncomingHttpHeaders } from "node:http";
import type { cookies } from "@siren/contracts/identity";
import type { ProblemCode } from "@siren/contracts/problems";
import type { Role, ServiceName } from "@siren/contracts/roles";
import type { Request, Response } from "express";
import type * as z from "zod/mini";
import type { Caller } from "../identity/caller.ts";
import type { Log } from "../log.ts";

export type Access =
  | "anyone"
  /**
   * Any of these. A guest is one, an anonymous caller is not. Who has only the outage pass, because member is away,
   * is let in where `byPass` says so; everything else waits for a sign-in.
   */
  | { readonly roles: readonly Role[]; readonly byPass?: true }
  /** Other processes, speaking for themselves. */
  | { readonly services: readonly ServiceName[] };

export type RequestContext<P = unknown, Q = unknown, B = unknown> = {
  params: P;
  query: Q;
  body: B;
  /** What was sent, as it came, to a route that takes `bytes`; empty on every other. */
  bytes: Buffer;
  /** Idempotency-Key; always there on a route that requires one. */
  key: string | undefined;
  caller: Caller;
  headers: IncomingHttpHeaders;
  /** Aborted when the client has left. */
  signal: AbortSignal;
  requestId: string;
  log: Log;
  req: Request;
  res: Response;
};

/** A body that is a Buffer goes out as it is, under the content-type of the headers; all else is JSON. */
export type Reply = { status: number; body?: unknown; headers?: Record<string, string | readonly string[]> };

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The shape of an answer's JSON, null where it has no body, or the media types in which it comes instead. */
export type AnswerBody =
  | z.ZodMiniType
  | null
  | { readonly media: readonly string[]; readonly json?: z.ZodMiniType };
export type CookieName = keyof typeof cookies;

/** What a route tells of itself. The document is made of it, and in tests each answer is held against it. */
type Told = {
  /** One line for whoever reads the document. */
  summary?: string;
  /** By status. What is refused is no answer. */
  answers?: { readonly [status: number]: AnswerBody };
  /** The codes of its own. Those that follow from who may call, from key, body and so on are known from those. */
  refuses?: readonly ProblemCode[];
  /** Its handler sees no other cookies than those it reads. */
  cookies?: { readonly reads?: readonly CookieName[]; readonly sets?: readonly CookieName[] };
};

export type TypedRoute<P extends z.ZodMiniType, Q extends z.ZodMiniType, B extends z.ZodMiniType> = Told & {
  method: Method;
  path: string;
  access: Access;
  params?: P;
  query?: Q;
  body?: B;
  bodyLimitBytes?: number;
  bytes?: readonly string[];
  key?: "required";
  handle(c: RequestContext<z.output<P>, z.output<Q>, z.output<B>>): Promise<Reply>;
};

export type Route = Told & {
  method: Method;
  path: string;
  access: Access;
  params?: z.ZodMiniType;
  query?: z.ZodMiniType;
  body?: z.ZodMiniType;
  /** Where more than the usual 64 kB may have to be sent. The gateway has a limit of its own. */
  bodyLimitBytes?: number;
  /** The media types that are taken as they come, in place of JSON. */
  bytes?: readonly string[];
  key?: "required";
  handle(c: RequestContext): Promise<Reply>;
};

/** Declares a route so that what its schemas promise is what its handler gets. */
export function route<
  P extends z.ZodMiniType = z.ZodMiniUnknown,
  Q extends z.ZodMiniType = z.ZodMiniUnknown,
  B extends z.ZodMiniType = z.ZodMiniUnknown,
>(declared: TypedRoute<P, Q, B>): Route {
  // The server parses with these very schemas before it calls the handler.
  return declared as unknown as Route;
}
