import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments, stringify } from "yaml";
import { messageOf, StackFault } from "../stack/fault.ts";
import { orExit, readArguments } from "../stack/read-arguments.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { overlays } from "./install-secrets.ts";
import { type Json, type Resource, titleOf } from "./json.ts";
import { renderOverlay } from "./render.ts";

/**
 * `npm run k8s -- render local` prints an overlay as our own renderer sees it; `npm run k8s -- compare` holds each
 * overlay against what `kubectl kustomize` makes of it, and ends with 1 where they differ.
 */
const { positionals } = orExit(() => readArguments({ allowPositionals: true, options: {} }));
const folderOf = (overlay: string) => join(repositoryRoot, "k8s", "overlays", overlay);

function overlayCalled(name: string | undefined): string {
  const found = overlays.find((one) => one === name);
  if (!found) throw new StackFault(`which overlay: ${overlays.join(" or ")}?`);
  return found;
}

function byKubectl(overlay: string): Resource[] {
  const text = execFileSync("kubectl", ["kustomize", folderOf(overlay)], { encoding: "utf8" });
  return parseAllDocuments(text).map((document) => document.toJS() as Resource);
}

function differencesOf(overlay: string): string[] {
  const ours = new Map(renderOverlay(folderOf(overlay)).map((one) => [titleOf(one), one]));
  const theirs = new Map(byKubectl(overlay).map((one) => [titleOf(one), one]));
  const faults = [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((title) => {
    const [one, other] = [ours.get(title), theirs.get(title)];
    if (one && other) return firstDifference(one, other, title);
    return [`${title} is only in ${one ? "ours" : "kubectl's"}`];
  });
  console.log(`${overlay}: ${theirs.size} resources, ${faults.length === 0 ? "the same" : "different"}`);
  return faults.map((fault) => `${overlay}: ${fault}`);
}

function firstDifference(one: Json, other: Json, where: string): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (one && other && typeof one === "object" && typeof other === "object")
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const [a, b] = [Reflect.get(one, key) as Json, Reflect.get(other, key) as Json];
      if (a !== undefined && b !== undefined && !isDeepStrictEqual(a, b))
        return firstDifference(a, b, `${where}.${key}`);
      if ((a === undefined) !== (b === undefined))
        return [`${where}.${key} is only in ${a === undefined ? "kubectl's" : "ours"}`];
    }
  return [`${where}: ours ${JSON.stringify(one)}, kubectl's ${JSON.stringify(other)}`];
}

try {
  const [what, name] = positionals;
  if (what === "render")
    console.log(
      renderOverlay(folderOf(overlayCalled(name)))
        .map((one) => stringify(one))
        .join("---\n"),
    );
  else if (what === "compare") {
    const faults = (name ? [overlayCalled(name)] : overlays).flatMap(differencesOf);
    for (const fault of faults) console.log(fault);
    process.exitCode = faults.length === 0 ? 0 : 1;
  } else throw new StackFault("npm run k8s -- render OVERLAY, or npm run k8s -- compare [OVERLAY]");
} catch (fault) {
  process.stderr.write(`siren: ${messageOf(fault)}\n`);
  process.exitCode = 2;
}
if (process.connected) process.disconnect();
