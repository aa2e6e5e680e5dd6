import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Decoded, decode, type Message } from "./protobuf.ts";

/** opentelemetry-proto 1.x: trace_service.proto, trace.proto, resource.proto, common.proto. */
const arrayValue: { [number: number]: Message[number] } = {};
const anyValue: Message = {
  1: { name: "string", is: "string" },
  2: { name: "bool", is: "bool" },
  3: { name: "int", is: "varint" },
  4: { name: "double", is: "double" },
  5: { name: "array", is: arrayValue },
};
arrayValue[1] = { name: "values", is: anyValue, repeated: true };
const attributes = {
  name: "attributes",
  is: { 1: { name: "key", is: "string" }, 2: { name: "value", is: anyValue } },
  repeated: true,
} as const;
const dropped = { name: "dropped", is: "varint" } as const;
const event: Message = {
  1: { name: "at", is: "fixed64" },
  2: { name: "name", is: "string" },
  3: attributes,
  4: dropped,
};
const status: Message = { 2: { name: "message", is: "string" }, 3: { name: "code", is: "varint" } };
const span: Message = {
  1: { name: "traceId", is: "bytes" },
  2: { name: "spanId", is: "bytes" },
  3: { name: "traceState", is: "string" },
  4: { name: "parentId", is: "bytes" },
  5: { name: "name", is: "string" },
  6: { name: "kind", is: "varint" },
  7: { name: "startNs", is: "fixed64" },
  8: { name: "endNs", is: "fixed64" },
  9: attributes,
  10: dropped,
  11: { name: "events", is: event, repeated: true },
  12: { name: "droppedEvents", is: "varint" },
  14: { name: "droppedLinks", is: "varint" },
  15: { name: "status", is: status },
  16: { name: "flags", is: "fixed32" },
};
const scope: Message = { 1: { name: "name", is: "string" }, 2: { name: "version", is: "string" } };
const scopeSpans: Message = {
  1: { name: "scope", is: scope },
  2: { name: "spans", is: span, repeated: true },
  3: { name: "schemaUrl", is: "string" },
};
const resourceSpans: Message = {
  1: { name: "resource", is: { 1: attributes, 2: dropped } },
  2: { name: "scopes", is: scopeSpans, repeated: true },
  3: { name: "schemaUrl", is: "string" },
};
const request: Message = { 1: { name: "resources", is: resourceSpans, repeated: true } };

export type SeenSpan = {
  traceId: string;
  spanId: string;
  /** Empty: the first one of its trace. */
  parentId: string;
  service: string;
  name: string;
  kind: "server" | "client" | "producer" | "consumer" | "internal";
  attributes: Record<string, unknown>;
  hasFailed: boolean;
};

const kinds = ["internal", "server", "client", "producer", "consumer"] as const;
const listOf = (of: Decoded | undefined, name: string) => (of?.[name] ?? []) as Decoded[];

function attributesOf(of: Decoded): Record<string, unknown> {
  const pairs = listOf(of, "attributes").map(({ key, value }) => [key, Object.values(value as Decoded)[0]]);
  return Object.fromEntries(pairs);
}

function seen(one: Decoded, service: string): SeenSpan {
  const { traceId, spanId, parentId = "", name, kind, startNs, endNs, status: ended } = one;
  if (!/^[0-9a-f]{32}$/.test(String(traceId)) || !/^[0-9a-f]{16}$/.test(String(spanId)))
    throw new Error(`ids of ${name}: ${traceId} ${spanId}`);
  if ((endNs as bigint) < (startNs as bigint)) throw new Error(`${name} ends before it begins`);
  return {
    ...{ traceId: String(traceId), spanId: String(spanId), parentId: String(parentId) },
    ...{ service, name: String(name), kind: kinds[Number(kind) - 1] ?? "internal" },
    attributes: attributesOf(one),
    hasFailed: (ended as Decoded | undefined)?.code === 2,
  };
}

function spansIn(body: Uint8Array): SeenSpan[] {
  return listOf(decode(request, body), "resources").flatMap((from) => {
    const service = String(attributesOf(from.resource as Decoded)["service.name"]);
    return listOf(from, "scopes").flatMap((of) => listOf(of, "spans").map((one) => seen(one, service)));
  });
}

/** A collector as OTLP over HTTP describes it, for its one kind of post. */
export async function startOtlpReceiver() {
  const spans: SeenSpan[] = [];
  const faults: string[] = [];
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("error", () => undefined);
    req.on("data", (part: Buffer) => void parts.push(part));
    req.on("end", () => {
      const asked = `${req.method} ${req.url} ${req.headers["content-type"]}`;
      if (asked !== "POST /v1/traces application/x-protobuf") faults.push(asked);
      try {
        spans.push(...spansIn(Buffer.concat(parts)));
      } catch (fault) {
        faults.push(String(fault));
      }
      // Nothing was refused: an empty ExportTraceServiceResponse.
      res.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    /** What no collector would have understood. */
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
export type OtlpReceiver = Awaited<ReturnType<typeof startOtlpReceiver>>;
