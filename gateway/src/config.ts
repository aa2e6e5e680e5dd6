import { baseConfig } from "@siren/chassis/base-config";
import { readConfig } from "@siren/chassis/config";
import { flag, integer, optionalText, setting, text } from "@siren/chassis/settings";
import { edgeSettings } from "./edge/edge-settings.ts";
import { type PageDoor, parsePageDoors } from "./pages/page-doors.ts";

const environments = new WeakMap<object, NodeJS.ProcessEnv>();

/** Without what would stand behind it: paths are added to it. */
const webAddress = (key: string, about: string) =>
  setting<string | undefined>(key, { about, default: undefined }, (given) => {
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "")
      throw new Error("must be a web address, as http://localhost:16686");
    return url.href.replace(/\/+$/, "");
  });

/** What the routes file may refer to, and what holds before what it says itself. */
export function environmentOf(config: object) {
  const env = environments.get(config) ?? {};
  return { env, isHostGiven: Boolean(env.HOST), isPortGiven: Boolean(env.PORT) };
}

export function gatewayConfig(env: NodeJS.ProcessEnv = process.env) {
  const read = readConfig(
    {
      ...baseConfig,
      ...edgeSettings,
      routesFile: text("GATEWAY_CONFIG", {
        about: "the routes, in express-gateway's model",
        default: new URL("../gateway.config.yml", import.meta.url).pathname,
      }),
      clientDist: optionalText("CLIENT_DIST", { about: "the folder with the customer page" }),
      adminDist: optionalText("ADMIN_DIST", { about: "the folder with the staff page" }),
      pagePorts: setting(
        "PAGE_PORTS",
        {
          about: "further ports where one page is at home, as client=80,admin=8081",
          default: [] as readonly PageDoor[],
        },
        parsePageDoors,
      ),
      allowedOrigins: text("ALLOWED_ORIGINS", {
        about: "origins besides our own whose pages may call, separated by commas",
        default: "",
      }),
      credentialsFile: optionalText("CREDENTIALS_FILE", {
        about: "who may come in by basic-auth, key-auth and jwt: names, keys and their hashes",
      }),
      upgradeTimeoutMs: integer("UPGRADE_TIMEOUT_MS", {
        about: "how long a service may take to answer an upgrade",
        default: 5_000,
        min: 100,
        max: 60_000,
      }),
      lingerMs: integer("LINGER_MS", {
        about:
          "how long requests are still taken after the order to stop: callers hear of it by their answers",
        default: 1_000,
        min: 0,
        max: 60_000,
      }),
      rateLimitRedis: optionalText("RATE_LIMIT_REDIS", {
        about:
          "where all gateways count together, redis://user:password@host:6379/0; each by itself when empty",
        secret: true,
      }),
      rateLimitRedisTimeoutMs: integer("RATE_LIMIT_REDIS_TIMEOUT_MS", {
        about: "how long a request waits for Redis before this process counts it alone",
        default: 10,
        min: 1,
        max: 1_000,
      }),
      shedAboveMs: integer("SHED_ABOVE_MS", {
        about: "how late this process may be, for a while, before it refuses ordinary work; 0 for never",
        default: 500,
        min: 0,
        max: 60_000,
      }),
      tlsCertFile: optionalText("TLS_CERT_FILE", { about: "certificate chain, to serve https" }),
      tlsKeyFile: optionalText("TLS_KEY_FILE", { about: "private key of the certificate" }),
      policyModules: text("POLICY_MODULES", {
        about: "files with policies of your own, separated by commas, beside GATEWAY_CONFIG or absolute",
        default: "",
      }),
      tracesUrl: webAddress(
        "TRACES_URL",
        "Jaeger as people reach it, as http://localhost:16686: an order's journey links to its traces; no link without",
      ),
      tracesQueryUrl: webAddress(
        "TRACES_QUERY_URL",
        "Jaeger as this gateway reaches it, as http://jaeger:16686: an order's journey has its spans; none without",
      ),
      watchesFile: flag("WATCH_CONFIG", {
        about: "take a change of GATEWAY_CONFIG while running",
        default: true,
      }),
    },
    env,
  );
  environments.set(read, env);
  return read;
}

export type GatewayConfig = ReturnType<typeof gatewayConfig>;
