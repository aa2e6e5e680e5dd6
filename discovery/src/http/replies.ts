import type { Request, Response } from "express";
import type { Rendered } from "../registry/read-cache.ts";
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

/** Listings are XML unless the word json is asked for anywhere; that is what the old clients count on. */
export const listingFormat = (req: Request): Format =>
  (req.get("Accept") ?? "").toLowerCase().includes("json") ? "json" : "xml";

export const wantsCompact = (req: Request): boolean =>
  (req.get("X-Eureka-Accept") ?? "").toLowerCase() === "compact";

export const render = (document: WireObject, format: Format, compact = false): string =>
  format === "json" ? JSON.stringify(document) : toXml(document, compact);

export function sendView(req: Request, res: Response, format: Format, view: Rendered): void {
  const packed = /\bgzip\b/i.test(req.get("Accept-Encoding") ?? "");
  const body = packed ? view.gzip() : view.plain;
  const headers = {
    "Content-Type": TYPES[format],
    "Content-Length": body.length,
    Vary: "Accept, Accept-Encoding, X-Eureka-Accept",
  };
  res.writeHead(200, packed ? { ...headers, "Content-Encoding": "gzip" } : headers).end(body);
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
