import type { Request, Response } from "express";
import type { Rendered } from "../registry/read-cache.ts";
import type { WireObject } from "./wire.ts";
import { toXml } from "./xml.ts";

export type Format = "json" | "xml";

const TYPES = { json: "application/json", xml: "application/xml" } as const;

/** Replies carry no body but a view: clients parse whatever they are given, an error page included. */
export function sendEmpty(res: Response, status: number): void {
  res.status(status).set("Content-Length", status === 204 ? undefined : "0");
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
  res.status(200).set({
    "Content-Type": TYPES[format],
    "Content-Length": String(body.length),
    Vary: "Accept, Accept-Encoding, X-Eureka-Accept",
  });
  if (packed) res.set("Content-Encoding", "gzip");
  res.end(body);
}

/** Single instances are negotiated properly, XML first; what is neither is 406. */
export function sendDocument(req: Request, res: Response, status: number, document: WireObject): void {
  const type = req.accepts([TYPES.xml, TYPES.json]);
  if (type === false) return sendEmpty(res, 406);
  const format = type === TYPES.json ? "json" : "xml";
  // The root of a single instance is `instance` in both forms.
  const body = Buffer.from(render(document, format));
  res.status(status).set({
    "Content-Type": TYPES[format],
    "Content-Length": String(body.length),
    Vary: "Accept",
  });
  res.end(body);
}
