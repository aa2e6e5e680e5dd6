import * as z from "zod";

/** An option that may be written as long as it says what holds anyway. */
const only = <const V extends boolean>(value: V, because: string) =>
  z.literal(value, { error: () => because }).optional();
const refused = (because: string) => z.never({ error: () => because }).optional();

const redirects = "redirects pass as the service wrote them; response-transformer can set location";
const cookies = "Set-Cookie passes as the service wrote it; response-transformer can set or remove it";
const connections = "connections to services are the gateway's own business: leave it out";

/** What http-proxy takes and we do not carry, each with how to do without. */
export const refusedOptions = {
  followRedirects: only(false, "a redirect is for the browser to follow, never for the gateway"),
  secure: only(
    true,
    "certificates of services are always checked; name their authority in NODE_EXTRA_CA_CERTS",
  ),
  toProxy: only(false, "no absolute URLs are sent to services; leave it out"),
  preserveHeaderKeyCase: only(false, "names of headers have no case; leave it out"),
  auth: refused("set it with request-transformer: headers.add.authorization, its value from the environment"),
  headers: refused("set them with request-transformer: headers.add"),
  autoRewrite: refused(redirects),
  hostRewrite: refused(redirects),
  protocolRewrite: refused(redirects),
  cookieDomainRewrite: refused(cookies),
  cookiePathRewrite: refused(cookies),
  proxyUrl: refused("services are reached straight, never through another proxy"),
  proxyTimeout: refused("write timeoutMs: the whole deadline of the request, in milliseconds"),
  timeout: refused(
    "how slow a browser may be is a limit of the edge, the same for all routes; write timeoutMs for the service",
  ),
  proxyOptions: refused("its options stand in the action itself"),
  target: refused("name a serviceEndpoint; client certificates towards services are not carried"),
  forward: refused("requests are sent to one service only"),
  method: refused("the method passes as it came"),
  selfHandleResponse: refused("code is not carried; see response-transformer"),
  buffer: refused(connections),
  agent: refused(connections),
  ssl: refused(connections),
  localAddress: refused(connections),
} as const;
