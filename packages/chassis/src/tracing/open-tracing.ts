import type { BaseConfig } from "../base-config.ts";
import type { Log } from "../log.ts";
import type { RecordingParts } from "./record-spans.ts";
import type { Tracing } from "./tracing.ts";

type Config = Pick<BaseConfig, "otlpEndpoint" | "otlpTimeoutMs" | "tracesSampler" | "tracesSamplerArg">;
type Parts = Pick<RecordingParts, "service" | "instance" | "isEdge" | "now" | "random"> & { log: Log };

/** How much is told of, by the standard's names. What was decided upstream holds with each of them. */
function ratioOf({ tracesSampler, tracesSamplerArg }: Config): number {
  if (tracesSampler.endsWith("always_off")) return 0;
  return tracesSampler.endsWith("traceidratio") ? tracesSamplerArg : 1;
}

/** Undefined, and nothing loaded, where no collector is named. */
export async function openTracing(config: Config, parts: Parts): Promise<Tracing | undefined> {
  const { otlpEndpoint: endpoint, otlpTimeoutMs: timeoutMs } = config;
  if (endpoint === undefined) return undefined;
  const { recordSpans } = await import("./record-spans.ts");
  const url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
  const ratio = ratioOf(config);
  parts.log.info("traces.told", { ratio });
  return recordSpans({ ...parts, url, timeoutMs, ratio });
}
