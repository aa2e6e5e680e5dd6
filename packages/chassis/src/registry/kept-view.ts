import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EventLog, Instance } from "./port.ts";

type View = { asOfMs: number; instances: Instance[] };

export type KeptView = {
  load(): View | undefined;
  save(asOfMs: number, instances: readonly Instance[]): void;
};

/** The last picture of the registry on disk, for a start while no registry answers. */
export function keptView(dataDir: string, log: EventLog): KeptView {
  const file = join(dataDir, "registry-view.json");
  return {
    load() {
      let text: string;
      try {
        text = readFileSync(file, "utf8");
      } catch {
        return undefined;
      }
      const view = parseView(text);
      if (!view) log.warn("registry.kept-view-unreadable", { file });
      return view;
    },
    save(asOfMs, instances) {
      // Written whole beside the old one and renamed: a reader never meets half a file.
      const fresh = `${file}.${randomUUID()}`;
      try {
        mkdirSync(dataDir, { recursive: true });
        writeFileSync(fresh, JSON.stringify({ asOfMs, instances }));
        renameSync(fresh, file);
      } catch (fault) {
        rmSync(fresh, { force: true });
        log.warn("registry.kept-view-unwritable", { file, reason: String(fault) });
      }
    },
  };
}

function parseView(text: string): View | undefined {
  try {
    const view: unknown = JSON.parse(text);
    if (!isRecord(view) || typeof view.asOfMs !== "number" || !Array.isArray(view.instances))
      return undefined;
    return view.instances.every(isInstance) ? { asOfMs: view.asOfMs, instances: view.instances } : undefined;
  } catch {
    return undefined;
  }
}

function isInstance(value: unknown): value is Instance {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    typeof value.service === "string" &&
    typeof value.host === "string" &&
    Number.isInteger(value.port) &&
    typeof value.status === "string" &&
    isRecord(value.metadata)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
