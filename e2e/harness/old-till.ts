import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

/** What is used of it; it brings no types. */
type JaegerContext = { traceIdStr: string; spanIdStr: string; parentIdStr: string | null };
type JaegerSpan = { context(): JaegerContext; finish(): void };
type Tracer = {
  startSpan(name: string, options?: { childOf?: unknown; tags?: object }): JaegerSpan;
  inject(context: unknown, format: string, carrier: Record<string, string>): void;
  extract(format: string, carrier: object): unknown;
  close(): void;
};
type Reported = { _operationName: string; context(): JaegerContext };
type JaegerClient = {
  initTracer(config: object, options: object): Tracer;
  InMemoryReporter: new () => { spans: Reported[] };
};

const inHttp = "http_headers";

export type TillSpan = { traceId: string; spanId: string; parentId: string; name: string };

/**
 * A till from before OpenTelemetry: it knows of traces what the real jaeger-client knows, with ids of 64 bits. It
 * calls through the gateway and is called back over a webhook.
 */
export async function openOldTill() {
  const jaeger = createRequire(import.meta.url)("jaeger-client") as JaegerClient;
  const reporter = new jaeger.InMemoryReporter();
  const config = { serviceName: "old-till", sampler: { type: "const", param: 1 } };
  const tracer = jaeger.initTracer(config, { reporter });
  const calledBack: { about: string; headers: NodeJS.Dict<string | string[]> }[] = [];

  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("error", () => undefined);
    req.on("data", (part: Buffer) => void parts.push(part));
    req.on("end", () => {
      const span = tracer.startSpan("till is called back", { childOf: tracer.extract(inHttp, req.headers) });
      const { about } = JSON.parse(Buffer.concat(parts).toString()) as { about: string };
      calledBack.push({ about, headers: req.headers });
      res.writeHead(204).end();
      span.finish();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/hook`,
    calledBack,
    /** Does something as one span of its own, with the headers that jaeger-client gives to a call. */
    async does<T>(
      name: string,
      work: (headers: Record<string, string>) => Promise<T>,
    ): Promise<JaegerContext> {
      const span = tracer.startSpan(name);
      const headers: Record<string, string> = {};
      tracer.inject(span.context(), inHttp, headers);
      await work(headers);
      span.finish();
      return span.context();
    },
    /** As Jaeger's own store has them: ids of their full length. */
    spans: (): TillSpan[] =>
      reporter.spans.map((one) => {
        const { traceIdStr, spanIdStr, parentIdStr } = one.context();
        return {
          ...{ name: one._operationName, traceId: traceIdStr.padStart(32, "0") },
          ...{ spanId: spanIdStr.padStart(16, "0"), parentId: (parentIdStr ?? "").padStart(16, "0") },
        };
      }),
    async close() {
      tracer.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
