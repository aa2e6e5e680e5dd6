import { createHash } from "node:crypto";
import { serviceName } from "@siren/contracts/roles";
import * as z from "zod/mini";
import type { EventLog } from "./registry/port.ts";
import { consulSource } from "./settings-sources/consul-source.ts";
import { fileSource } from "./settings-sources/file-source.ts";

const level = z.enum(["debug", "info", "warn", "error"]);

export const baseLiveShape = {
  /** Of everybody, and of one service over that. */
  logLevel: z.optional(level),
  logLevels: z.optional(z.partialRecord(serviceName, level)),
};
/** What every process takes of it; the gateway, which takes all, is who refuses what nobody knows. */
export const baseLive = z.looseObject(baseLiveShape);
export type BaseLive = z.output<typeof baseLive>;

/** A text and how often it was another one; undefined: there is none. */
export type Told = { text: string | undefined; version?: string };

/** Tells each text that stands there, the present one first, until closed. Never throws. */
export type SettingsSource = {
  watch(onText: (told: Told) => void, onRefused: (why: string) => void): { close(): Promise<void> };
};

export type SettingsStanding = {
  source: string | null;
  version: string | null;
  appliedAt: number | null;
  /** Why what stands there now was not taken. */
  refused: string | null;
};

export type LiveSettings<T> = {
  current(): T;
  standing(): SettingsStanding;
  /** Who puts a part of it into force, before anybody is told. May throw: then nothing of it is taken. */
  applyBy(apply: (settings: T) => void): void;
  /** Told after each change that was taken, and of each that was refused. */
  onChange(listener: (standing: SettingsStanding) => void): void;
  start(): void;
  stop(): Promise<void>;
};

type Options<S extends z.ZodMiniType> = {
  /** `./live.yml`, or `consul:http://:TOKEN@host:8500/siren/gateway`; undefined: nothing may be changed. */
  from: string | undefined;
  /** All of it: what does not fit is refused as a whole. */
  schema: S;
  log: EventLog;
  now: () => number;
  /** How often a file is looked at. */
  lookEveryMs?: number;
};

const longestText = 256 * 1024;

/**
 * What ops may change while a process runs. It is read whole, judged whole and taken whole: a text with a fault
 * changes nothing, and says so until it is mended.
 */
export function createLiveSettings<S extends z.ZodMiniType>(options: Options<S>): LiveSettings<z.output<S>> {
  const { from, schema, log, now, lookEveryMs } = options;
  const appliers: ((settings: z.output<S>) => void)[] = [];
  const apply = (settings: z.output<S>) => {
    for (const one of appliers) one(settings);
  };
  const listeners = new Set<(standing: SettingsStanding) => void>();
  let current = schema.parse({});
  let standing: SettingsStanding = {
    ...{ source: from === undefined ? null : shown(from), version: null, appliedAt: null, refused: null },
  };
  let watching: { close(): Promise<void> } | undefined;
  let lastText: string | undefined;

  const tell = () => {
    for (const listener of listeners) listener(standing);
  };

  function refuse(why: string): void {
    if (standing.refused === why) return;
    standing = { ...standing, refused: why };
    log.warn("settings.refused", { source: standing.source, why });
    tell();
  }

  async function take({ text, version }: Told): Promise<void> {
    if (text === undefined) return refuse("there is nothing");
    if (text === lastText && standing.refused === null) return;
    lastText = text;
    if (text.length > longestText) return refuse(`longer than ${longestText} characters`);
    const read = await parse(text).catch((error: Error) => error);
    if (read instanceof Error) return refuse(read.message.split("\n")[0] ?? "cannot be read");
    const judged = schema.safeParse(read ?? {});
    if (!judged.success) {
      return refuse(faultsOf(judged.error.issues));
    }
    try {
      apply(judged.data);
    } catch (error) {
      // Judged well and yet not to be put into force: what stood before is put back.
      apply(current);
      return refuse(error instanceof Error ? error.message : String(error));
    }
    current = judged.data;
    const own = createHash("sha256").update(text).digest("hex").slice(0, 12);
    standing = { ...standing, version: version ?? own, appliedAt: now(), refused: null };
    log.info("settings.applied", { source: standing.source, version: standing.version });
    tell();
  }

  return {
    current: () => current,
    standing: () => standing,
    applyBy: (one) => void appliers.push(one),
    onChange: (listener) => void listeners.add(listener),
    start() {
      if (from === undefined) return;
      let turn = Promise.resolve();
      const source = from.startsWith("consul:") ? consulSource(from) : fileSource(from, lookEveryMs);
      watching = source.watch((told) => {
        turn = turn.then(() => take(told));
      }, refuse);
    },
    async stop() {
      await watching?.close();
    },
  };
}

/** Said by ourselves: the small zod has no words for them. */
function faultsOf(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .slice(0, 5)
    .map((issue) => {
      const where = issue.path.map(String).join(".") || "all of it";
      const more =
        issue.code === "unrecognized_keys"
          ? ` ${issue.keys.slice(0, 5).join(", ").slice(0, 80)}`
          : issue.code === "invalid_type"
            ? `, ${issue.expected} is wanted`
            : "";
      return `${where}: ${issue.code}${more}`;
    })
    .join("; ");
}

const shown = (from: string) => from.replace(/\/\/[^@/]*@/, "//***@");

/** JSON is YAML as well. Loaded only where there are such settings. */
async function parse(text: string): Promise<unknown> {
  const { parse: parseYaml } = await import("yaml");
  return parseYaml(text, { maxAliasCount: 0, uniqueKeys: true }) as unknown;
}
