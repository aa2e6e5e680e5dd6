import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** Compares every package.json with the lockfile's copy of it, before anything is touched. */
export function lockfileFault(root) {
  const toDo = "run npm install and commit the lockfile";
  let lock;
  try {
    lock = readJson(join(root, "package-lock.json")).packages;
  } catch {
    return "package-lock.json is missing or damaged: take it from the repository again";
  }
  for (const folder of workspaceFolders(root)) {
    const file = join(folder, "package.json");
    const entry = lock[folder];
    if (!entry) return `package-lock.json knows nothing of ${file}: ${toDo}`;
    const wanted = readJson(join(root, file));
    for (const kind of kinds) {
      const names = new Set([...Object.keys(wanted[kind] ?? {}), ...Object.keys(entry[kind] ?? {})]);
      const other = [...names].find((name) => wanted[kind]?.[name] !== entry[kind]?.[name]);
      if (other) return `package-lock.json does not match ${file} (${other}): ${toDo}`;
    }
  }
  return undefined;
}

/** The root as "", and each workspace; the one pattern in use is a trailing star. */
function workspaceFolders(root) {
  const { workspaces = [] } = readJson(join(root, "package.json"));
  const folders = workspaces.flatMap((pattern) => {
    if (!pattern.endsWith("/*")) return [pattern];
    const parent = pattern.slice(0, -2);
    if (!existsSync(join(root, parent))) return [];
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  });
  return ["", ...folders.filter((folder) => existsSync(join(root, folder, "package.json")))];
}

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
