import { typeName } from "../bson/read.ts";
import { elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import type { Log } from "../wire/connection.ts";
import type { ScanLog } from "./scan.ts";

const MOST_SHAPES = 1000;

/** The form of a filter with every value replaced by its type: safe to log, and the same for each such query. */
function filterShape(filter: Value): string {
  return `{${entries(filter)
    .map(([name, value]) => `${name}: ${shape(value)}`)
    .join(", ")}}`;
}

function shape(value: Value): string {
  if (isDocument(value)) return filterShape(value);
  if (isArray(value)) return `[${[...new Set(elements(value).map(shape))].join(", ")}]`;
  return typeName(value);
}

/** A query that reads many documents is worth one line for each form of its filter. */
export function scanLogOnce(log: Log): ScanLog {
  const seen = new Set<string>();
  return (collection, filter, examined, index) => {
    const form = filterShape(filter);
    const key = `${collection.namespace} ${form}`;
    if (seen.has(key) || seen.size >= MOST_SHAPES) return;
    seen.add(key);
    log("store.slow-scan", {
      collection: collection.namespace,
      filter: form,
      examined,
      index: index ?? "none",
    });
  };
}
