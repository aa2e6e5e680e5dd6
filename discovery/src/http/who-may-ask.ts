import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { sendEmpty } from "./replies.ts";

export type Doorkeeping = {
  /** `name:password`; undefined leaves the door open, which configuration allows on loopback only. */
  readonly credentials: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly onRefused: (reason: "host" | "origin" | "credentials", detail: string) => void;
};

function hostnameOf(authority: string): string | undefined {
  try {
    const { hostname, pathname, username } = new URL(`http://${authority}/`);
    return pathname === "/" && username === "" ? hostname.replace(/^\[|\]$/g, "") : undefined;
  } catch {
    return undefined;
  }
}

/** DNS rebinding needs a name under the attacker's control; addresses, localhost and our own names are none. */
export function isOurHost(authority: string | undefined, allowedHosts: readonly string[]): boolean {
  const name = authority === undefined ? undefined : hostnameOf(authority);
  if (name === undefined) return false;
  return isIP(name) !== 0 || name === "localhost" || allowedHosts.includes(name);
}

const isSameOrigin = (origin: string, host: string | undefined): boolean =>
  URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function isAuthorized(header: string | undefined, credentials: string): boolean {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? "")?.[1];
  const given = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
  return timingSafeEqual(digest(given), digest(credentials));
}

/** Whoever can register as MEMBER is handed money holds: nobody writes, or reads, unless he may. */
export function whoMayAsk({ credentials, allowedHosts, onRefused }: Doorkeeping): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    const host = req.get("Host");
    const origin = req.get("Origin");
    if (!isOurHost(host, allowedHosts)) {
      onRefused("host", String(host).slice(0, 100));
      return sendEmpty(res, 403);
    }
    if (origin !== undefined && !isSameOrigin(origin, host)) {
      onRefused("origin", origin.slice(0, 100));
      return sendEmpty(res, 403);
    }
    if (credentials !== undefined && !isAuthorized(req.get("Authorization"), credentials)) {
      onRefused("credentials", req.ip ?? "");
      res.set("WWW-Authenticate", 'Basic realm="registry", charset="UTF-8"');
      return sendEmpty(res, 401);
    }
    next();
  };
}
