import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { repositoryRoot } from "../stack/settings.ts";
import { sourceFiles } from "./source-files.ts";
import { usesOf } from "./source-uses.ts";
import { type Layer, layers, surroundings, type Zone, zones } from "./walls-table.ts";

export type Breach = { file: string; wall: string; message: string };

type Target = { specifier: string; zone?: Zone; path?: string; library?: string };

/** Every breach of a wall in these files (path from the root -> source). */
export function breachesIn(files: ReadonlyMap<string, string>): Breach[] {
  return [...files].flatMap(([file, source]) => {
    if (file.endsWith("package.json")) return closedPackageBreach(file, source);
    const uses = usesOf(source, file);
    return [
      ...uses.imports.flatMap((specifier) => importBreaches(file, specifier)),
      ...surroundingBreaches(file, uses.surroundings),
    ];
  });
}

function importBreaches(file: string, specifier: string): Breach[] {
  const from = zoneOf(file);
  if (!from) return [];
  const target = targetOf(file, specifier);
  const breach = (wall: string, because: string): Breach[] => [
    { file, wall, message: `${file} imports ${specifier}: wall "${wall}": ${because}` },
  ];
  if (target.path?.match(/(^|\/)testing\//) && isProduct(file)) {
    return breach("testing", "builders and fakes are for tests; the product never runs on them");
  }
  if (target.zone && target.zone !== from) {
    const mayImport = from.mayImport.includes(target.zone.name) || from.modules?.includes(specifier);
    if (!mayImport) return breach(from.name, from.because);
    if (target.path && /^(packages|services|frontends|discovery|gateway|auditor)\//.test(file)) {
      return breach("packages by name", "another package is imported by its name, which its exports guard");
    }
  }
  if (target.library !== undefined && isProduct(file) && !libraryAllowed(from.libraries, target.library)) {
    return breach(from.name, from.because);
  }
  const layer = layerOf(file);
  return layer && isProduct(file) && !layerAllows(layer, file, target)
    ? breach(layer.name, layer.because)
    : [];
}

function layerAllows(layer: Layer, file: string, target: Target): boolean {
  if (target.library !== undefined) return libraryAllowed(layer.libraries, target.library);
  if (target.zone && target.zone !== zoneOf(file)) {
    return layer.packages === "any" || layer.packages.includes(target.zone.name);
  }
  if (target.path === undefined) return true;
  const other = layerOf(target.path);
  if (!other) return isLeafOfPackage(target.path) && layer.name !== "domain";
  if (other.name !== layer.name) return layer.mayImport.includes(other.name);
  return layer.name !== "features" || featureOf(file) === featureOf(target.path);
}

/** Beside the layers lie only what builds them (app, main), and config, which is for app alone. */
const isLeafOfPackage = (path: string) => !/\/src\/(app\/|(app|main|config)\.tsx?$)/.test(path);

function surroundingBreaches(file: string, used: readonly string[]): Breach[] {
  if (!isProduct(file)) return [];
  return surroundings
    .filter((wall) => wall.forbiddenIn.test(file) && !wall.except?.test(file))
    .flatMap((wall) =>
      [...new Set(used)]
        .filter((use) => wall.uses.includes(use))
        .map((use) => ({
          file,
          wall: wall.name,
          message: `${file} uses ${use}: wall "${wall.name}": ${wall.because}`,
        })),
    );
}

const closedPackages = /^(services\/[^/]+|frontends\/[^/]+|discovery|gateway|auditor)\/package\.json$/;

function closedPackageBreach(file: string, source: string): Breach[] {
  const exported = JSON.parse(source).exports;
  if (!closedPackages.test(file) || JSON.stringify(exported) === "{}") return [];
  const because = "what runs on its own exports nothing, so that nobody can import it by name";
  return [
    {
      file,
      wall: "closed packages",
      message: `${file} has no "exports": {}: wall "closed packages": ${because}`,
    },
  ];
}

function targetOf(file: string, specifier: string): Target {
  if (specifier.startsWith(".")) {
    const path = posix.normalize(posix.join(posix.dirname(file), specifier));
    const zone = zoneOf(path);
    return { specifier, path, ...(zone && { zone }) };
  }
  if (specifier.startsWith("@siren/")) {
    const name = specifier.split("/")[1] ?? "";
    const zone = zones.find((candidate) => candidate.name === name);
    return zone ? { specifier, zone } : { specifier, library: specifier };
  }
  const parts = specifier.split("/");
  const library = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? specifier);
  return { specifier, library };
}

function libraryAllowed(allowed: Zone["libraries"], library: string): boolean {
  if (allowed === "any") return true;
  if (allowed === "browser") return !library.startsWith("node:") && !serverOnly.has(library);
  return allowed.includes(library);
}

const serverOnly = new Set([
  "express",
  "mongoose",
  "mongodb",
  "undici",
  "opossum",
  "eureka-js-client",
  "socket.io",
]);

/** The longest folder wins: scripts/stack is a zone inside scripts. */
function zoneOf(path: string): Zone | undefined {
  return zones
    .filter((zone) => zone.at.some((folder) => path.startsWith(folder)))
    .sort((a, b) => (b.at[0]?.length ?? 0) - (a.at[0]?.length ?? 0))[0];
}

function layerOf(path: string): Layer | undefined {
  const back = /^(?:services\/[^/]+|auditor)\/src\/(.+)$/.exec(path)?.[1];
  const page = /^frontends\/[^/]+\/src\/(.+)$/.exec(path)?.[1];
  const inside = back ?? page;
  const kind = back === undefined ? "page" : "back end";
  return layers.find((layer) => layer.in === kind && inside?.startsWith(layer.folder));
}

const featureOf = (path: string) => /\/src\/features\/([^/]+)/.exec(path)?.[1];

/** Tests and what only tests use may look where the product may not. */
const isProduct = (file: string) =>
  !/\.test\.tsx?$|(^|\/)(test|tests|testing|conformance|(discovery|gateway)\/(bench|compat|proof))\/|vite\.config\.ts$/.test(
    file,
  );

function readTree(root: string = repositoryRoot): Map<string, string> {
  return new Map(sourceFiles(root).map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

if (import.meta.main) {
  const breaches = breachesIn(readTree());
  for (const { message } of breaches) console.error(message);
  process.exitCode = breaches.length > 0 ? 1 : 0;
}
