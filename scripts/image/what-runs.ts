import { dirname, posix } from "node:path";
import { topology } from "../stack/topology.ts";

/** Of package-lock.json, what it takes to find what a package needs. */
export type Locked = {
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};
export type Lockfile = { packages: Record<string, Locked> };

/** The folders with a program in them: `services/order`, `gateway`. */
export const programs: readonly string[] = topology.map(({ entry }) => dirname(dirname(entry)));

/** Beside the programs, as one file: the load that runs in a cluster. */
export const loadEntry = "load/in-a-pod.ts";

/**
 * Every folder of the lockfile that a program needs to run, as `npm ci --omit=dev -w PROGRAM` would leave it: found by
 * reading, so that a tree with everything in it can be made into an image without a registry.
 */
export function foldersNeeded(lockfile: Lockfile, from: readonly string[] = programs): string[] {
  const needed = new Set<string>();
  const open = [...from];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const locked = lockfile.packages[folder];
    if (needed.has(folder) || !locked) continue;
    needed.add(folder);
    if (locked.link && locked.resolved) open.push(locked.resolved);
    for (const name of namesWanted(locked)) {
      const found = whereItIs(lockfile, folder, name);
      if (found !== undefined) open.push(found);
    }
  }
  return [...needed].sort();
}

function namesWanted(locked: Locked): string[] {
  const isOptional = (name: string) => locked.peerDependenciesMeta?.[name]?.optional === true;
  return [
    ...Object.keys(locked.dependencies ?? {}),
    ...Object.keys(locked.optionalDependencies ?? {}),
    ...Object.keys(locked.peerDependencies ?? {}).filter((name) => !isOptional(name)),
  ];
}

/** As Node looks for it: beside what asks, and then further and further up. */
function whereItIs({ packages }: Lockfile, asking: string, name: string): string | undefined {
  for (let at = asking; ; at = posix.dirname(at)) {
    if (posix.basename(at) !== "node_modules") {
      const here = at === "." ? `node_modules/${name}` : `${at}/node_modules/${name}`;
      if (packages[here]) return here;
    }
    if (at === ".") return undefined;
  }
}

const isTest = /(^|\/)(test|testing)\/|\.test\.ts$|\.check\.ts$/;

/** Of our own folders: programs, what they are configured with, and nothing that judges them. */
export const runsOfOurs = (path: string): boolean =>
  (path.startsWith("src/") || /^[^/]+\.(json|ya?ml)$/.test(path)) && !isTest.test(path);

/** Of a library: not what is for people, compilers and debuggers. Licences stay. */
export const runsOfTheirs = (path: string): boolean =>
  !/\.(md|markdown|map|d\.[cm]?ts|tsbuildinfo|flow)$/i.test(path) &&
  !/(^|\/)(test|tests|__tests__|docs|example|examples|\.github)\//.test(path);
