import type { OpsJourney } from "@siren/contracts/journey";
import * as z from "zod/mini";
import type { GatewayConfig } from "../config.ts";

type Trace = OpsJourney["traces"][number];
type Span = NonNullable<Trace["spans"]>[number];

const withinMs = 2_000;
const mostBytes = 8 * 1024 * 1024;
const mostSpans = 400;
const mostTraces = 6;

/** As much of Jaeger's `/api/traces/{id}` as is shown. Its times are microseconds. */
const answer = z.object({
  data: z.array(
    z.object({
      spans: z.array(
        z.object({
          ...{
            operationName: z.string(),
            startTime: z.number(),
            duration: z.number(),
            processID: z.string(),
          },
          tags: z._default(z.array(z.object({ key: z.string(), value: z.unknown() })), []),
        }),
      ),
      processes: z.record(z.string(), z.object({ serviceName: z.string() })),
    }),
  ),
});
type Tags = z.output<typeof answer>["data"][number]["spans"][number]["tags"];

const failedBy = (tags: Tags) =>
  tags.some(
    ({ key, value }) =>
      (key === "error" && value === true) || (key === "otel.status_code" && value === "ERROR"),
  );

async function spansOf(query: string, traceId: string): Promise<Span[]> {
  const response = await fetch(`${query}/api/traces/${traceId}`, {
    ...{ headers: { accept: "application/json" }, redirect: "error", signal: AbortSignal.timeout(withinMs) },
  });
  if (response.status === 404) throw new Error("it does not know this trace, or not yet");
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  const read = answer.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
  if (!read.success) throw new Error("it answered in another form than Jaeger's");
  return read.data.data
    .flatMap(({ spans, processes }) =>
      spans.map(({ operationName, startTime, duration, processID, tags }) => ({
        ...{ service: processes[processID]?.serviceName ?? processID, name: operationName },
        ...{ at: Math.round(startTime / 1_000), tookMs: duration / 1_000, isFailed: failedBy(tags) },
      })),
    )
    .sort((a, b) => a.at - b.at)
    .slice(0, mostSpans);
}

type Config = Pick<GatewayConfig, "tracesUrl" | "tracesQueryUrl">;

/** Where each trace is to be looked at, and its spans, where Jaeger may be asked for them. */
export function createTraceLookup({ tracesUrl, tracesQueryUrl }: Config) {
  const one = async (traceId: string): Promise<Trace> => {
    const url = tracesUrl === undefined ? null : `${tracesUrl}/trace/${traceId}`;
    if (tracesQueryUrl === undefined) return { traceId, url, spans: null, why: null };
    try {
      return { traceId, url, spans: await spansOf(tracesQueryUrl, traceId), why: null };
    } catch (error) {
      return { traceId, url, spans: null, why: error instanceof Error ? error.message : String(error) };
    }
  };
  return (traceIds: readonly string[]): Promise<Trace[]> =>
    Promise.all(traceIds.slice(0, mostTraces).map(one));
}
