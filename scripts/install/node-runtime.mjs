import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runNpm } from "./npm.mjs";

const neededMajor = 24;
const neededMinor = 7;
const needed = `${neededMajor}.${neededMinor}`;

const isMusl = () => process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;

export function isSuitable(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/** One line for a machine that cannot run this; `undefined` for all others. */
export function platformFault() {
  const { platform, arch } = process;
  const systemNodeWillDo = isSuitable(process.versions.node);
  const ask = `install Node ${needed} or newer`;
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(arch)) {
    return `${platform} ${arch} is not supported: use Linux (x64, arm64; under Windows in WSL) or macOS`;
  }
  if (isMusl() && !systemNodeWillDo)
    return `npm has no Node for musl (Alpine): ${ask}, found ${process.version}`;
  if (platform === "darwin" && arch === "arm64" && !systemNodeWillDo) {
    return `npm has no recent Node for macOS on arm64: ${ask}, found ${process.version}`;
  }
  return undefined;
}

/** The Node we run on when it will do, else the pinned one from npm. */
export async function findNode(root) {
  if (isSuitable(process.versions.node)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const entry = lock.packages[`node_modules/${name}`];
  if (!entry) throw new Error(`package-lock.json pins no ${name}: install Node ${needed} or newer`);
  const installed = join(root, "node_modules", name);
  if (versionAt(installed) === entry.version) return join(installed, "bin", "node");
  return join(await fetchAside(root, name, entry), "bin", "node");
}

/**
 * The install itself shall run under that Node, so it comes first, into a folder of its own, with the
 * lockfile's own checksum.
 */
async function fetchAside(root, name, entry) {
  const folder = join(root, ".siren", `node-${entry.version}`);
  const unpacked = join(folder, "node_modules", name);
  if (versionAt(unpacked) === entry.version) return unpacked;
  console.log(`fetching Node ${entry.version} (this one is ${process.version}) ...`);
  const draft = `${folder}.new-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const dependencies = { [name]: entry.version };
  const own = { name: "siren-node", version: "0.0.0", private: true, dependencies };
  const packages = { "": { ...own }, [`node_modules/${name}`]: { ...entry, optional: undefined } };
  writeFileSync(join(draft, "package.json"), JSON.stringify(own));
  writeFileSync(
    join(draft, "package-lock.json"),
    JSON.stringify({ name: own.name, version: own.version, lockfileVersion: 3, requires: true, packages }),
  );
  const { code, output } = await runNpm(process.execPath, ["ci", "--ignore-scripts"], draft);
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(`Node ${entry.version} cannot be fetched from npm:\n${output}`);
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  return unpacked;
}

function versionAt(folder) {
  if (!existsSync(join(folder, "bin", "node"))) return undefined;
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

/** From now on the one in node_modules does it. */
export function removeNodeAside(root) {
  const folder = join(root, ".siren");
  const aside = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("node-")) : [];
  for (const name of aside) rmSync(join(folder, name), { recursive: true, force: true });
}

/** On musl the Node that npm puts first in every script's PATH cannot run. */
export function removeForeignNode(root) {
  if (!isMusl()) return;
  rmSync(join(root, "node_modules", ".bin", "node"), { force: true });
}
