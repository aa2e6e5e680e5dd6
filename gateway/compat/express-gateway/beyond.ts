import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigFault } from "@siren/chassis/config";
import { connectRaw } from "../../src/testing/raw-client.ts";
import { ask } from "./ask.ts";
import { openOurs } from "./our-gateway.ts";
import { openTheirs } from "./their-gateway.ts";
import { openUpstream, type Seen } from "./upstream.ts";

/** What theirs does that no configuration of ours should do, each shown on both. */
export type Fault = { what: string; theirs: string; ours: string; isAsSaid: boolean };

const fileOf = (
  up: string,
  more: { limit?: string; unknown?: string; proxy?: string },
) => `http: { port: 0, hostname: 127.0.0.1 }
apiEndpoints:
  plain: { paths: ["/plain/*"]${more.unknown ?? ""} }
  slow: { paths: ["/slow/*"] }
serviceEndpoints: { up: { url: "${up}" } }
policies: [proxy, rate-limit, expression]
pipelines:
  plain: { apiEndpoints: [plain], policies: [{ proxy: [{ action: { serviceEndpoint: up${more.proxy ?? ""} } }] }] }
  slow: { apiEndpoints: [slow], policies: [{ rate-limit: [{ action: { max: 5${more.limit ?? ""} } }] }, { proxy: [{ action: { serviceEndpoint: up } }] }] }
`;

const smuggled = "GET /admin HTTP/1.1\r\nHost: x\r\nX-Smuggled: yes\r\n\r\n";
const chunkedDelete =
  `DELETE /plain/a HTTP/1.1\r\nHost: edge.test\r\nTransfer-Encoding: chunked\r\n\r\n` +
  `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;

/** Of what came to the service: theirs let a second request out of the body. */
async function requestsOf(gateway: string, seen: Map<string, Seen[]>): Promise<string> {
  seen.clear();
  const client = await connectRaw(gateway);
  client.say(chunkedDelete);
  await client.hears("\r\n\r\n");
  client.end();
  // What was smuggled comes with the next request on the same connection to the service, if not at once.
  await ask(`${gateway}/plain/b`, {}).catch(() => {});
  return [...seen.values()]
    .flat()
    .map(({ method, url }) => `${method} ${url}`)
    .join(", ");
}

async function tookOfThree(gateway: string): Promise<number> {
  let tookMs = 0;
  for (let i = 0; i < 3; i += 1) tookMs = Math.max(tookMs, (await ask(`${gateway}/slow/x`, {})).tookMs);
  return Math.round(tookMs);
}

async function upgradeOf(gateway: string): Promise<string> {
  const client = await connectRaw(gateway);
  client.say(
    "GET /plain/socket HTTP/1.1\r\nHost: edge.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await client.hears("\r\n\r\n").catch(() => {});
  client.end();
  return /^HTTP\/1\.1 (\d+)/.exec(client.heard())?.[1] ?? "no answer in 10 s";
}

async function refusalOf(config: string): Promise<string> {
  try {
    const opened = await openOurs(config, "{}", {});
    await opened.close();
    return "starts";
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    return `refused: ${error.faults.join("; ").replace(/\S*gateway\.config\.yml:/, "line ")}`;
  }
}

export async function faultsShown(): Promise<Fault[]> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-compat-"));
  const seen = new Map<string, Seen[]>();
  const service = await openUpstream("one", seen);
  const closing: (() => Promise<void>)[] = [
    () => rm(folder, { recursive: true, force: true }),
    service.close,
  ];
  const shown: Fault[] = [];
  const show = (what: string, theirs: string | number, ours: string | number, isAsSaid: boolean) =>
    void shown.push({ what, theirs: String(theirs), ours: String(ours), isAsSaid });
  try {
    const theirs = await openTheirs(folder, {
      config: fileOf(service.url, { unknown: ", tpyo: 1" }),
      plugins: {},
    });
    closing.push(theirs.close);
    const ours = await openOurs(
      fileOf(service.url, { proxy: ", timeoutMs: 1500, ws: true" }).replace(", expression", ""),
      "{}",
      {},
    );
    closing.push(ours.close);

    const [a, b] = [await requestsOf(theirs.url, seen), await requestsOf(ours.url, seen)];
    show(
      "one chunked DELETE with a request for its body, then one GET: the service saw",
      a,
      b,
      a.includes("/admin") && !b.includes("/admin"),
    );
    const [c, d] = [await tookOfThree(theirs.url), await tookOfThree(ours.url)];
    show("rate-limit as it is, three requests: the slowest took, in ms", c, d, c >= 1_000 && d < 1_000);
    const never = (url: string) =>
      ask(`${url}/plain/x?say=never`, {}).then(
        ({ status }) => String(status),
        () => "no answer in 15 s",
      );
    const [e, f] = [await never(theirs.url), await never(ours.url)];
    show("a service that never answers", e, f, e.startsWith("no answer") && f === "504");
    const [g, h] = [await upgradeOf(theirs.url), await upgradeOf(ours.url)];
    show("an upgrade to a socket, which the service takes", g, h, g !== "101" && h === "101");
    const unknown = await refusalOf(
      fileOf(service.url, { unknown: ", tpyo: 1" }).replace(", expression", ""),
    );
    show("a key that nobody knows", "starts", unknown, unknown.startsWith("refused"));
    const delays = await refusalOf(
      fileOf(service.url, { limit: ", delayMs: 1000" }).replace(", expression", ""),
    );
    show("delayMs of its rate-limit", "starts, and delays", delays, delays.startsWith("refused"));
    const code = await refusalOf(
      fileOf(service.url, { limit: `, rateLimitBy: "\${req.ip}"` }).replace(", expression", ""),
    );
    show("code in a text", "runs it for each request", code, code.startsWith("refused"));
    const policy = await refusalOf(fileOf(service.url, {}));
    show("the policy expression", "runs what it says", policy, policy.startsWith("refused"));
    return shown;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
