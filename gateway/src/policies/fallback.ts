import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { CallFailed } from "@siren/chassis/balancing/call-failed";
import { ConfigFault } from "@siren/chassis/config";
import { refusalOf } from "@siren/chassis/http/problem-replies";
import { identityHeader } from "@siren/contracts/identity";
import { type ServiceName, serviceNames } from "@siren/contracts/roles";
import { proxy } from "../proxy/proxy.ts";
import { proxyAction } from "../proxy/proxy-action.ts";
import type { Exchange } from "./exchange.ts";
import { type FallbackAction, fallbackAction } from "./fallback-action.ts";
import { definePolicy, type PolicyParts } from "./policy.ts";

const mostBytes = 1024 * 1024;

const typeByExtension: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".html": "text/html; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Nobody was asked: the service has no instance, or none that takes connections, or its breaker is open. */
function wasNobodyAsked(error: unknown): boolean {
  if (error instanceof CallFailed && error.kind === "CONNECT") return true;
  const code = refusalOf(error)?.code;
  return code === "NO_INSTANCE" || code === "BREAKER_OPEN";
}

type StandIn = (exchange: Exchange, because: unknown) => void | Promise<void>;

async function bytesOf(
  { body, file }: FallbackAction,
  folder: string,
): Promise<{ bytes: Buffer; type: string }> {
  if (file === undefined) {
    const isText = typeof body === "string";
    const bytes = Buffer.from(isText ? body : JSON.stringify(body));
    return { bytes, type: isText ? "text/plain; charset=utf-8" : "application/json" };
  }
  const bytes = await readFile(resolve(folder, file)).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigFault([`fallback: ${file} cannot be read: ${error.code}`]);
  });
  if (bytes.length > mostBytes)
    throw new ConfigFault([`fallback: ${file} is larger than ${mostBytes} bytes`]);
  return { bytes, type: typeByExtension[extname(file)] ?? "application/octet-stream" };
}

async function saying(action: FallbackAction, folder: string): Promise<StandIn> {
  const { bytes, type } = await bytesOf(action, folder);
  return ({ req, res }) => {
    res.statusCode = action.status;
    res.setHeader("content-type", action.contentType ?? type);
    res.setHeader("content-length", bytes.length);
    res.setHeader("cache-control", "no-store");
    res.end(req.method === "HEAD" ? undefined : bytes);
  };
}

/** Who asks is told to the one that is asked in the end: what was signed for the other counts for nothing there. */
async function identityFor({ backEnd, caller, extraHeaders }: Exchange, audience: ServiceName | undefined) {
  const { [identityHeader]: told, ...others } = extraHeaders;
  if (told === undefined || audience === undefined) return others;
  return { ...others, [identityHeader]: await backEnd.identity.headerFor(audience, caller) };
}

async function asking(action: FallbackAction, endpoint: string, parts: PolicyParts): Promise<StandIn> {
  const service = parts.serviceOf(endpoint);
  if (service === undefined) throw new ConfigFault([`fallback: no serviceEndpoint is called ${endpoint}`]);
  const { stripPath, timeoutMs } = action;
  const sendOn = await proxy.create(
    proxyAction.parse({ serviceEndpoint: endpoint, stripPath, timeoutMs }),
    parts,
  );
  const audience = serviceNames.find((name) => name === service);
  return async (exchange, because) => {
    const route = { ...exchange.route, service, audience };
    const extraHeaders = await identityFor(exchange, audience);
    try {
      await sendOn({ ...exchange, route, extraHeaders }, () => Promise.resolve());
    } catch (error) {
      // That the stand-in is away too is no news to whoever asked for the other.
      throw wasNobodyAsked(error) ? because : error;
    }
  };
}

/** Gives something else while the service cannot be asked; it stands before whatever may still know an old answer. */
export const fallback = definePolicy({
  name: "fallback",
  action: fallbackAction,
  create: async (action, parts) => {
    const { endpoint } = action;
    const standIn =
      endpoint === undefined ? await saying(action, parts.folder) : await asking(action, endpoint, parts);
    const methods: ReadonlySet<string> = new Set(action.methods);

    return async (exchange, next) => {
      try {
        await next();
      } catch (error) {
        const { req, res, route } = exchange;
        if (res.headersSent || !methods.has(req.method) || !wasNobodyAsked(error)) throw error;
        const others = res.getHeader("x-degraded");
        res.setHeader(
          "X-Degraded",
          `${others === undefined ? "" : `${String(others)}, `}${route.service};fallback`,
        );
        try {
          await standIn(exchange, error);
        } catch (fault) {
          if (!res.headersSent) res.removeHeader("X-Degraded");
          throw fault;
        }
      }
    };
  },
});
