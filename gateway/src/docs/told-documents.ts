import type { BackEnd } from "@siren/chassis/back-end";
import { documentOf } from "@siren/chassis/http/openapi/document";
import { errorFields } from "@siren/chassis/log";
import { type OpenApiDocument, openApiDocument } from "@siren/contracts/openapi";
import { serviceName } from "@siren/contracts/roles";
import type { RouteTable } from "../routing/route-table.ts";
import { mergedDocument, type Part } from "./merged-document.ts";

/** How old it may be. */
const freshMs = 5_000;
const timeoutMs = 2_000;

type Told = { document: OpenApiDocument; atMs: number };

/** What each public service tells of its surface, and the last that it told while it cannot be asked. */
export function createToldDocuments(backEnd: BackEnd, table: RouteTable): () => Promise<OpenApiDocument> {
  const { client, registry, log, now } = backEnd;
  const kept = new Map<string, Told>();

  const prefixes = () =>
    table
      .list()
      // A service of ours tells of itself; nobody else is asked. A route of one path has a rule of its own for what
      // the service's whole route has already.
      .filter(({ path, service }) => path.endsWith("/**") && serviceName.safeParse(service).success)
      .map(({ path, service }) => ({ service, prefix: path.replace(/\/\*\*$/, "") }))
      .sort((a, b) => a.service.localeCompare(b.service));

  /** As it is for the routes: it has to say of itself that it is public. */
  const isHidden = (service: string) => {
    const instances = registry.instances(service);
    return instances.length > 0 && !instances.some(({ metadata }) => metadata.public === "true");
  };

  async function ask(service: string): Promise<Told | undefined> {
    try {
      const answer = await client.call({
        ...{ service, method: "GET", path: "/internal/openapi", timeoutMs, retry: "safe" },
        schema: openApiDocument,
      });
      if (!answer.ok) throw new Error(`${service} answered ${answer.status}`);
      const told = { document: answer.body, atMs: now() };
      kept.set(service, told);
      return told;
    } catch (error) {
      log.warn("docs.not-told", { of: service, ...errorFields(error) });
      return kept.get(service);
    }
  }

  async function partOf(service: string, prefix: string): Promise<Part> {
    const askedAtMs = now();
    const told = await ask(service);
    const isOld = told !== undefined && told.atMs < askedAtMs;
    return {
      service,
      prefix,
      document: told?.document,
      staleSince: isOld ? new Date(told.atMs).toISOString() : null,
    };
  }

  async function put(): Promise<OpenApiDocument> {
    const visible = prefixes().filter(({ service }) => !isHidden(service));
    const parts = await Promise.all(visible.map(({ service, prefix }) => partOf(service, prefix)));
    const own = { service: "gateway", prefix: "", document: documentOf("gateway", backEnd.declared()) };
    return mergedDocument([...parts, { ...own, staleSince: null }]);
  }

  // Anybody may ask: however often they do, it is put together once in a while.
  let last: { document: Promise<OpenApiDocument>; atMs: number } | undefined;
  return () => {
    if (!last || now() - last.atMs >= freshMs) last = { document: put(), atMs: now() };
    return last.document;
  };
}
