import { choice, integer, networkList, type Setting, setting, text } from "@siren/chassis/settings";
import { defaultLimits, type LimitName } from "./edge-limits.ts";
import type { Rule } from "./limiter.ts";

export const ruleForm = /^([1-9]\d{0,6})\/([1-9]\d{0,4})$/;

/** `200/4`: so many in so many seconds. */
export function ruleOf(given: string): Rule {
  const [, max, seconds] = ruleForm.exec(given) ?? [];
  if (!(Number(max) > 0 && Number(seconds) > 0))
    throw new Error("must be like 200/4, so many in so many seconds");
  return { max: Number(max), windowMs: Number(seconds) * 1_000 };
}

const limit = (name: LimitName, about: string): Setting<Rule> =>
  setting(`LIMIT_${name.toUpperCase()}`, { about, default: defaultLimits[name] }, ruleOf);

/** What the edge is told. The numbers and their reasons: decision 0029. */
export const edgeSettings = {
  trustedProxies: networkList(
    "TRUSTED_PROXIES",
    "networks of the proxies before us, whose X-Forwarded-For and Forwarded we believe",
    "none",
  ),
  looseNetworks: networkList(
    "LIMITS_LOOSE_NETWORKS",
    "networks that may ask a hundred times as much: this machine's own tests and benches",
    "127.0.0.0/8,::1/128",
  ),
  limitMember: limit("member", "requests of one member, as 200/4: so many in so many seconds"),
  limitGuest: limit("guest", "requests of one guest"),
  limitAddress: limit("address", "requests from one address of whoever has not signed in"),
  limitAttempt: limit("attempt", "tries to sign in to one account from one address"),
  limitNewcomers: limit("newcomers", "tries to sign in or register from one address"),
  maxUrlBytes: integer("MAX_URL_BYTES", {
    about: "the longest path with its query",
    ...{ default: 8_192, min: 256, max: 15_000 },
  }),
  maxHeaders: integer("MAX_HEADERS", {
    about: "how many headers a request may have; 16 KB in all is the other limit",
    ...{ default: 100, min: 10, max: 2_000 },
  }),
  headersTimeoutMs: integer("HEADERS_TIMEOUT_MS", {
    about: "how long a request's headers may take to arrive",
    ...{ default: 10_000, min: 100, max: 600_000 },
  }),
  requestTimeoutMs: integer("REQUEST_TIMEOUT_MS", {
    about: "how long a whole request may take to arrive",
    ...{ default: 30_000, min: 100, max: 3_600_000 },
  }),
  writeStallMs: integer("WRITE_STALL_MS", {
    about: "how long somebody may take nothing of what is ready for them before they are cut off",
    ...{ default: 30_000, min: 100, max: 3_600_000 },
  }),
  answerStallMs: integer("ANSWER_STALL_MS", {
    about: "how long a service that has begun an answer may say nothing more of it, event streams apart",
    ...{ default: 30_000, min: 100, max: 3_600_000 },
  }),
  maxConnections: integer("MAX_CONNECTIONS", {
    about: "open connections in all",
    ...{ default: 10_000, min: 10, max: 1_000_000 },
  }),
  maxConnectionsPerAddress: integer("MAX_CONNECTIONS_PER_ADDRESS", {
    about: "open connections from one address, trusted proxies apart",
    ...{ default: 2_000, min: 10, max: 1_000_000 },
  }),
  maxRequestsPerConnection: integer("MAX_REQUESTS_PER_CONNECTION", {
    about: "after how many requests a connection is closed, so that a balancer before us can even out",
    ...{ default: 10_000, min: 1, max: 100_000_000 },
  }),
  sockets: integer("MAX_SOCKETS", {
    about: "upgraded sockets in all",
    ...{ default: 8_000, min: 1, max: 1_000_000 },
  }),
  socketsPerAddress: integer("MAX_SOCKETS_PER_ADDRESS", {
    about: "upgraded sockets from one address: a cafe's guests are one",
    ...{ default: 1_000, min: 1, max: 1_000_000 },
  }),
  viaName: text("VIA_NAME", {
    about: "how this gateway names itself in Via; two gateways behind one another need two names",
    default: "siren",
    pattern: /^[A-Za-z0-9._-]{1,40}$/,
  }),
  tlsMinVersion: choice("TLS_MIN_VERSION", ["TLSv1.2", "TLSv1.3"], {
    about: "the oldest TLS that is spoken",
    default: "TLSv1.2",
  }),
  tlsHandshakeTimeoutMs: integer("TLS_HANDSHAKE_TIMEOUT_MS", {
    about: "how long a handshake may take",
    ...{ default: 10_000, min: 100, max: 600_000 },
  }),
  hstsSeconds: integer("HSTS_SECONDS", {
    about: "for how long browsers that came by TLS shall come by nothing else; 0 says nothing",
    ...{ default: 15_552_000, min: 0, max: 63_072_000 },
  }),
} as const;
