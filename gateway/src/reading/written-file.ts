import { ConfigFault } from "@siren/chassis/config";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import type * as z from "zod";

export type Path = readonly (string | number)[];
export type Fault = { path: Path; text: string };

/** express-gateway takes either spelling. */
export const singularOf: Readonly<Record<string, string>> = {
  apiEndpoints: "apiEndpoint",
  serviceEndpoints: "serviceEndpoint",
  policies: "policy",
  pipelines: "pipeline",
  paths: "path",
};

/** A file as it was written: what it says, and where it says it. */
export type WrittenFile = {
  value: unknown;
  /** `routes.yml:12: pipelines.menu: what is wrong`. */
  told(fault: Fault): string;
};

export function readWritten(file: string, text: string): WrittenFile {
  const lines = new LineCounter();
  // Merged keys (`<<`) are what its users share steps by.
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const broken = document.errors.map(
    (error) => `${file}:${error.linePos?.[0].line ?? 1}: ${error.message.split("\n")[0]}`,
  );
  if (broken.length > 0) throw new ConfigFault(broken);
  const value = plainValue(file, document);
  return {
    value,
    told({ path, text: said }) {
      const node = nearest(document, path);
      const line = node?.range ? lines.linePos(node.range[0]).line : 1;
      return `${file}:${line}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${said}`;
    },
  };
}

function plainValue(file: string, document: Document): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    mustEnd(value);
    return value;
  } catch (error) {
    throw new ConfigFault([`${file}:1: ${error instanceof Error ? error.message : error}`]);
  }
}

/** Something that stands in itself would be read for ever. */
function mustEnd(value: unknown, above: readonly unknown[] = [], seen = new Set<unknown>()): void {
  if (typeof value !== "object" || value === null) return;
  if (above.includes(value)) throw new Error("an alias stands in what it names");
  if (seen.has(value)) return;
  seen.add(value);
  for (const one of Object.values(value)) mustEnd(one, [...above, value], seen);
}

/** The key that the path leads to, or the nearest thing above it that is written. */
function nearest(document: Document, path: Path): Node | undefined {
  let shown: Node | undefined = document.contents ?? undefined;
  let node: unknown = document.contents;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const named = [String(part), singularOf[String(part)]];
      const pair = node.items.find(({ key }) => isScalar(key) && named.includes(String(key.value)));
      if (!pair) return shown;
      node = pair.value;
      if (isScalar(pair.key)) shown = pair.key;
    } else if (isSeq(node) && typeof part === "number") {
      node = node.items[part];
      if (!node) return shown;
      if (isNode(node)) shown = node;
    } else if (part !== 0) {
      // One thing may stand where a list may: then what is its first is itself.
      return shown;
    }
  }
  return shown;
}

/** Zod's issues, the unknown keys each by itself and a choice by what is wrong with the nearest of its forms. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], above: Path = []): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = [...above, ...(issue.path as (string | number)[])];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: [...path, key], text: "nobody knows this key" }));
    if (issue.code !== "invalid_union") return [{ path, text: issue.message }];
    const deeper = issue.errors.filter((form) => form.every((one) => one.path.length > 0));
    const [closest] = (deeper.length > 0 ? deeper : issue.errors).toSorted((a, b) => a.length - b.length);
    return closest ? faultsOf(closest, path) : [{ path, text: issue.message }];
  });
}
