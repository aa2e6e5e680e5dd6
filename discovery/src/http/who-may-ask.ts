import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { sendEmpty } from "./replies.ts";

type Reason = "host" | "origin" | "credentials";

export type Doorkeeping = {
  /** `name:password`; undefined leaves the door open, which configuration allows on loopback only. */
  readonly credentials: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly onRefused: (reason: Reason, detail: string) => void;
};

export type Refused = { readonly status: 401 | 403; readonly reason: Reason; readonly detail: string };

/** The checks of the door, one by one: people are let in by a login in place of the credentials. */
export type Door = {
  /** Undefined when the request came by a name of ours and from no other site's page. */
  refusesStranger(req: IncomingMessage): Refused | undefined;
  /** That, and the credentials. */
  refuses(req: IncomingMessage): Refused | undefined;
  tell(refused: Refused): void;
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

const digest = (text: string): Buffer => hash("sha256", text, "buffer");

/** Takes as long for a wrong guess as for a right one, however much of it is right. */
export function isSecret(expected: string): (given: string) => boolean {
  const wanted = digest(expected);
  return (given) => timingSafeEqual(digest(given), wanted);
}

function basicOf(header: string | undefined): string {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? "")?.[1];
  return encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
}

/** Names by which clients reach us are few; so many are remembered as ours, and the rest is looked at each time. */
const REMEMBERED_HOSTS = 100;

export function doorOf({ credentials, allowedHosts, onRefused }: Doorkeeping): Door {
  const known = new Set<string>();
  const isKnown = credentials === undefined ? undefined : isSecret(credentials);

  const isOurs = (host: string | undefined): boolean => {
    if (host !== undefined && known.has(host)) return true;
    const ours = isOurHost(host, allowedHosts);
    if (ours && host !== undefined && known.size < REMEMBERED_HOSTS) known.add(host);
    return ours;
  };
  const refusesStranger: Door["refusesStranger"] = ({ headers: { host, origin } }) => {
    if (!isOurs(host)) return { status: 403, reason: "host", detail: String(host).slice(0, 100) };
    if (origin === undefined || isSameOrigin(origin, host)) return undefined;
    return { status: 403, reason: "origin", detail: origin.slice(0, 100) };
  };
  return {
    refusesStranger,
    refuses(req) {
      const refused = refusesStranger(req);
      if (refused || !isKnown || isKnown(basicOf(req.headers.authorization))) return refused;
      return { status: 401, reason: "credentials", detail: req.socket.remoteAddress ?? "" };
    },
    tell: ({ reason, detail }) => onRefused(reason, detail),
  };
}

/** Whoever can register as MEMBER is handed money holds: nobody writes, or reads, unless he may. */
export function whoMayAsk(door: Door): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    const refused = door.refuses(req);
    if (!refused) return next();
    door.tell(refused);
    if (refused.status === 401) res.set("WWW-Authenticate", 'Basic realm="registry", charset="UTF-8"');
    sendEmpty(res, refused.status);
  };
}
