import { createHash } from "node:crypto";
import type { Meter } from "@opentelemetry/api";
import type { Log } from "@siren/chassis/log";
import type { GatewayConfig } from "../config.ts";
import { createLimiter, type Limiter, type Rule, type Taken, takenOf } from "./limiter.ts";
import { openRedisLine, redisAddressOf } from "./redis-line.ts";
import { RedisFault, type RedisValue } from "./redis-wire.ts";

/** The same taking as in `takeFrom`, by the clock of Redis: gateways' clocks differ by more than a window. */
const script = `
local window, max, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full = tonumber(redis.call('GET', KEYS[1]) or now)
local from = math.min(math.max(full, now), now + window)
local next = from + cost * window / max
local over = next - now - window
if over > 1e-6 * window then
  return {0, math.ceil(from - now), math.ceil(over)}
end
redis.call('SET', KEYS[1], string.format('%.3f', next), 'PX', math.ceil(next - now) + 1)
return {1, math.ceil(next - now), 0}
`;
const scriptName = createHash("sha1").update(script).digest("hex");

const prefix = "siren:limit:";

function takenFrom(heard: RedisValue | undefined, { windowMs, max }: Rule): Taken | undefined {
  if (!Array.isArray(heard)) return undefined;
  const [allowed, resetMs, overMs] = heard;
  if (typeof resetMs !== "number" || typeof overMs !== "number") return undefined;
  return takenOf(allowed === 1, resetMs, overMs, windowMs, max);
}

/**
 * Counts in Redis for all gateways together. Whatever Redis does not answer within the deadline is counted by this
 * process alone: a gateway without Redis limits each caller to what one gateway gives, and refuses nobody for it.
 */
export function createSharedLimiter(
  parts: { now: () => number; log: Log; meter: Meter },
  address: string,
  deadlineMs: number,
): Limiter {
  const own = createLimiter(parts.now);
  const decided = parts.meter.createCounter("gateway.limits.decided", {
    description: "takings of a limit, by who counted them: all gateways in Redis, or this process alone",
  });
  const line = openRedisLine(redisAddressOf(address), deadlineMs, (isUp, reason) =>
    parts.log[isUp ? "info" : "warn"](isUp ? "limits.shared" : "limits.not-shared", { reason }),
  );
  parts.meter
    .createObservableGauge("gateway.limits.shared", {
      description: "1 while Redis counts, 0 while it is away",
    })
    .addCallback((gauge) => gauge.observe(line.isUp() ? 1 : 0));

  async function askRedis(key: string, rule: Rule): Promise<Taken> {
    const { windowMs, max, cost = 1 } = rule;
    const rest = [1, `${prefix}${key}`, windowMs, max, cost];
    let heard = await line.ask(["EVALSHA", scriptName, ...rest]);
    if (heard instanceof RedisFault && heard.message.startsWith("NOSCRIPT"))
      heard = await line.ask(["EVAL", script, ...rest]);
    const taken = takenFrom(heard, rule);
    decided.add(1, { by: taken ? "redis" : "process" });
    return taken ?? own.take(key, rule);
  }

  return {
    take(key, rule) {
      if (line.isUp()) return askRedis(key, rule);
      decided.add(1, { by: "process" });
      return own.take(key, rule);
    },
    close() {
      line.close();
      own.close();
    },
  };
}

/** The limiter of a gateway: shared where an address is given, its own where none is. */
export const openLimiter = (
  parts: { now: () => number; log: Log; meter: Meter },
  {
    rateLimitRedis,
    rateLimitRedisTimeoutMs,
  }: Pick<GatewayConfig, "rateLimitRedis" | "rateLimitRedisTimeoutMs">,
): Limiter =>
  rateLimitRedis === undefined
    ? createLimiter(parts.now)
    : createSharedLimiter(parts, rateLimitRedis, rateLimitRedisTimeoutMs);
