import { type InstanceChange, withChange } from "./change-watch.ts";
import { rememberForgotten } from "./forgotten-registry.ts";
import { keptView } from "./kept-view.ts";
import { createKnownInstances } from "./known-instances.ts";
import type { EventLog, Instance, Registry, RegistryView } from "./port.ts";
import { reasonOf } from "./reason-of.ts";

type Options = {
  dataDir: string;
  log: EventLog;
  now: () => number;
  /** By then everybody has registered again with a registry that lost its memory. */
  graceMs: number;
  /** Our id while we are registered. */
  ownId: () => string | undefined;
  onForgotten: () => void;
};

export type RegistryPicture = {
  /** Its part of the port. */
  part: Pick<Registry, "instances" | "services" | "watch" | "view" | "known" | "onChange">;
  /** The registry told all it knows; `asOfMs` is missing when it could not be asked for all of it just now. */
  told(instances: Instance[], asOfMs: number | undefined): void;
  /** It told of one change, since its last answer; `keep` writes it to disk, after several of them. */
  changed(change: InstanceChange): void;
  keep(): void;
  /** It would have told of a change, and did not. */
  confirmed(asOfMs: number): void;
  /** It told a renewal that it does not know us. */
  weAreUnknown(): void;
  /** It does not answer: what was known stays. */
  lost(fault: unknown): void;
};

/** What we know of the others, whatever registry told it: kept on disk, and kept while the registry is away. */
export function createRegistryPicture(options: Options): RegistryPicture {
  const { log } = options;
  const known = createKnownInstances();
  const kept = keptView(options.dataDir, log);
  const forgotten = rememberForgotten({ ...options, known: known.all });
  let view: RegistryView = { source: "none", asOfMs: 0 };
  let isUnsaved = false;

  function keep(): void {
    if (view.source !== "live" || !isUnsaved) return;
    kept.save(view.asOfMs, known.all());
    isUnsaved = false;
  }

  const remembered = kept.load();
  if (remembered) {
    known.replace(remembered.instances);
    view = { source: "disk", asOfMs: remembered.asOfMs };
  }

  return {
    part: {
      instances: known.up,
      services: known.services,
      watch: known.watch,
      view: () => view,
      known: known.all,
      onChange: known.onChange,
    },
    told(instances, asOfMs) {
      const isBack = asOfMs !== undefined && view.source !== "live";
      if (asOfMs !== undefined) view = { source: "live", asOfMs: Math.max(asOfMs, isBack ? 0 : view.asOfMs) };
      const hasChanged = known.replace(forgotten.complete(instances));
      if (hasChanged || isBack) isUnsaved = true;
      keep();
      if (isBack) log.info("registry.reached", { instances: known.all().length });
    },
    changed(change) {
      if (known.replace(withChange(known.all(), change))) isUnsaved = true;
    },
    keep,
    confirmed(asOfMs) {
      if (view.source === "live") view = { source: "live", asOfMs: Math.max(asOfMs, view.asOfMs) };
    },
    weAreUnknown: forgotten.weAreUnknown,
    lost(fault) {
      if (view.source !== "live") return;
      keep();
      view = { source: "disk", asOfMs: view.asOfMs };
      log.warn("registry.lost", { reason: reasonOf(fault), instances: known.all().length });
    },
  };
}
