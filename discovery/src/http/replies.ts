import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { ErrorRequestHandler, Request, Response } from "express";
import type { Fetch } from "../ops/fetch-tally.ts";
import type { Rendered, Shape } from "./views.ts";
import type { WireObject } from "./wire.ts";
import { toXml } from "./xml.ts";

export type Format = "json" | "xml";

const TYPES = { json: "application/json", xml: "application/xml" } as const;

/** Replies carry no body but a view: clients parse whatever they are given, an error page included. */
export function sendEmpty(res: Response, status: number): void {
  res.status(status);
  if (status !== 204) res.set("Content-Length", "0");
  res.end();
}

/** What was wrong with the request itself, such as a body that is no JSON or too large; the rest is our own fault. */
export const refuseEmpty: ErrorRequestHandler = (fault: { status?: unknown }, _req, res, next) => {
  const isTheirs = typeof fault.status === "number" && fault.status < 500;
  if (isTheirs && !res.headersSent) sendEmpty(res, fault.status as number);
  else next(fault);
};

/** Listings are XML unless the word json is asked for anywhere; that is what the old clients count on. */
export function shapeOf(headers: IncomingHttpHeaders, isVersionOne = false): Shape {
  const { accept, "x-eureka-accept": extent } = headers;
  const format = accept !== undefined && /json/i.test(accept) ? "json" : "xml";
  const compact = extent !== undefined && /^compact$/i.test(String(extent));
  // Version one differs in XML only.
  return { format, compact, versionOne: isVersionOne && format === "xml" };
}

export const render = (document: WireObject, format: Format, compact = false): string =>
  format === "json" ? JSON.stringify(document) : toXml(document, compact);

export function sendView(
  req: IncomingMessage,
  res: ServerResponse,
  { format, compact }: Shape,
  view: Rendered,
): Omit<Fetch, "kind"> {
  const encodings = req.headers["accept-encoding"];
  const packed = encodings !== undefined && /\bgzip\b/i.test(String(encodings));
  const body = packed ? view.gzip() : view.plain();
  const headers = {
    "Content-Type": TYPES[format],
    "Content-Length": body.length,
    Vary: "Accept, Accept-Encoding, X-Eureka-Accept",
  };
  res.writeHead(200, packed ? { ...headers, "Content-Encoding": "gzip" } : headers).end(body);
  return { format, compact, packed, bytes: body.length };
}

export function sendJson(res: Response, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  res.writeHead(status, { "Content-Type": TYPES.json, "Content-Length": body.length }).end(body);
}

/** Single instances are negotiated properly, XML first; what is neither is 406. */
export function sendDocument(
  req: Request,
  res: Response,
  status: number,
  document: (format: Format) => WireObject,
): void {
  const type = req.accepts([TYPES.xml, TYPES.json]);
  if (type === false) {
    sendEmpty(res, 406);
    return;
  }
  const format = type === TYPES.json ? "json" : "xml";
  const body = Buffer.from(render(document(format), format));
  // writeHead, because express would add a charset to the type, which the Java server does not send.
  res.writeHead(status, { "Content-Type": TYPES[format], "Content-Length": body.length, Vary: "Accept" });
  res.end(body);
}
