import type { InstanceInfo } from "./instance-info.ts";

/**
 * What all registrations together may take. As many as fifty thousand usual ones do; each listing that is read
 * keeps them once more as text, in each form that somebody asks for, so that this is a part of it only.
 */
export const MAX_STORED_BYTES = 64 * 1024 * 1024;

/** As measured on V8: the lease, the description and its places in the maps, without what its words add. */
const PER_INSTANCE = 750;
/** A name and a value that are both next to nothing. Without it a body of tiny ones would weigh a ninth. */
const PER_ENTRY = 80;
/** Words that all have in common; the same description weighs the same whatever its state. */
const SHARED = new Set(["status", "overriddenStatus", "actionType"]);

function ofEntries(entries: Readonly<Record<string, string>>): number {
  let bytes = 0;
  for (const [key, value] of Object.entries(entries)) bytes += PER_ENTRY + key.length + value.length;
  return bytes;
}

/** About what it takes in memory; at most twice that, when it is not in Latin letters. */
export function bytesOf(described: Omit<InstanceInfo, "bytes">): number {
  const { metadata, dataCenter } = described;
  let bytes = PER_INSTANCE + ofEntries(metadata);
  if (dataCenter.name === "Amazon") bytes += ofEntries(dataCenter.metadata);
  for (const [field, value] of Object.entries(described)) {
    if (typeof value === "string" && !SHARED.has(field)) bytes += value.length;
  }
  return bytes;
}
