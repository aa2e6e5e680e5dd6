import { isWithin } from "@siren/chassis/addresses";
import type { BackEnd } from "@siren/chassis/back-end";
import { createEventStream, type EventStream } from "@siren/chassis/hystrix/event-stream";
import type { Instance } from "@siren/chassis/registry/port";
import { Refusal } from "@siren/contracts/refusal";
import { serviceNames } from "@siren/contracts/roles";
import type { GatewayConfig } from "../config.ts";
import { managementOf, openManagement } from "./management-call.ts";
import { type Line, lineOf, mergedLine } from "./turbine-lines.ts";

/** What an instance said longer ago counts no more: it is gone, or as good as. */
const freshMs = 5_000;
const againMs = 1_000;
const silenceMs = 10_000;
const longestLine = 256 * 1024;

type Source = { service: string; lines: Map<string, { line: Line; atMs: number }>; stop(): void };
type Parts = { backEnd: BackEnd; config: Pick<GatewayConfig, "allowedNetworks"> };

/**
 * `/turbine.stream` on the management listener: the Hystrix streams of all processes in the registry as one.
 * `?cluster=` is the service whose processes are asked. Nobody is asked while nobody reads.
 */
export function serveTurbine({ backEnd, config }: Parts): void {
  const { registry, management, now, log } = backEnd;
  const sources = new Map<string, Source>();
  const streams = new Map<string, EventStream>();
  let readers = 0;
  let unwatch = () => {};

  function listen(instance: Instance): Source {
    const closing = new AbortController();
    const source: Source = { service: instance.service, lines: new Map(), stop: () => closing.abort() };
    const { signal } = closing;

    async function readOnce(): Promise<void> {
      const stream = await openManagement(instance, {
        path: "/hystrix.stream",
        timeoutMs: silenceMs,
        signal,
      });
      if (stream.statusCode !== 200) {
        stream.destroy();
        throw new Error(`answered ${stream.statusCode}`);
      }
      let rest = "";
      for await (const chunk of stream.setEncoding("utf8") as AsyncIterable<string>) {
        const pieces = (rest + chunk).split("\n");
        rest = pieces.pop() ?? "";
        if (rest.length > longestLine) throw new Error("a line without an end");
        for (const piece of pieces) {
          const line = lineOf(piece);
          if (line) source.lines.set(`${line.type} ${line.name}`, { line, atMs: now() });
        }
      }
    }
    async function run(): Promise<void> {
      while (!signal.aborted) {
        await readOnce().catch((error: Error) => {
          if (!signal.aborted)
            log.debug("turbine.not-heard", { instanceId: instance.id, why: error.message });
        });
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            signal.removeEventListener("abort", wake);
            resolve();
          };
          const timer = setTimeout(wake, againMs);
          signal.addEventListener("abort", wake);
        });
      }
    }
    void run();
    return source;
  }

  function follow(known: readonly Instance[]): void {
    const wanted = new Map(
      known
        .filter((one) => managementOf(one) !== undefined && isWithin(config.allowedNetworks, one.host))
        .map((one) => [one.id, one]),
    );
    for (const [id, source] of sources) {
      if (wanted.has(id)) continue;
      source.stop();
      sources.delete(id);
    }
    for (const [id, instance] of wanted) if (!sources.has(id)) sources.set(id, listen(instance));
  }

  function begin(): void {
    if (readers++ > 0) return;
    unwatch = registry.onChange(follow);
    follow(registry.known());
  }

  function end(): void {
    if (--readers > 0) return;
    unwatch();
    for (const source of sources.values()) source.stop();
    sources.clear();
  }

  function streamOf(cluster: string): EventStream {
    const found = streams.get(cluster);
    if (found) return found;
    let shown = new Set<string>();
    const fresh = createEventStream({
      onFirst: begin,
      onLast: end,
      sample() {
        const oldestMs = now() - freshMs;
        const byName = new Map<string, Line[]>();
        let hosts = 0;
        for (const { service, lines } of sources.values()) {
          if (cluster !== "default" && service !== cluster) continue;
          let isHeard = false;
          for (const [name, { line, atMs }] of lines) {
            if (atMs < oldestMs) continue;
            isHeard = true;
            byName.set(name, [...(byName.get(name) ?? []), line]);
          }
          if (isHeard) hosts++;
        }
        const lost = [...shown].filter((name) => !byName.has(name)).map(farewellOf);
        shown = new Set(byName.keys());
        const meta = { type: "meta", name: "meta", timestamp: now(), reportingHostsLast10Seconds: hosts };
        return [...[...byName.values()].map(mergedLine), ...lost, meta].map((line) => JSON.stringify(line));
      },
    });
    streams.set(cluster, fresh);
    return fresh;
  }

  management.get("/turbine.stream", (req, res) => {
    const asked = String(req.query.cluster ?? "default").toLowerCase();
    if (asked !== "default" && !serviceNames.some((name) => name === asked)) throw new Refusal("NOT_FOUND");
    streamOf(asked).serve(req, res);
  });
  backEnd.stage("turbine", {
    stop() {
      for (const stream of streams.values()) stream.close();
    },
  });
}

/** Takes it off a dashboard that shows it, in the way that it listens for. */
function farewellOf(place: string): Line {
  const [type = "", name = ""] = place.split(" ");
  return { type, name, escapedName: name, deleteData: "true", reportingHosts: 1 };
}
