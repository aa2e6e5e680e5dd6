import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockfileFault } from "./lockfile.mjs";
import { removeForeignNode, removeNodeAside } from "./node-runtime.mjs";
import { runNpm } from "./npm.mjs";

const stampFile = join("node_modules", ".siren-install.json");

/**
 * Installs exactly what the lockfile says when that has not been done. `npm start` goes without the
 * development packages (a browser among them); an install that has them serves it too.
 */
export async function ensureInstalled(root, node, { withDevelopment }) {
  const fault = lockfileFault(root);
  if (fault) throw new Error(fault);
  const lock = readFileSync(join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  const stamp = readStamp(root);
  if (stamp.lock === wanted && (stamp.withDevelopment || !withDevelopment)) return;
  if (coversLock(root, JSON.parse(lock), withDevelopment)) {
    writeStamp(root, { lock: wanted, withDevelopment });
    return;
  }
  console.log(existsSync(join(root, "node_modules")) ? "installing ..." : "installing (first start) ...");
  // No package of ours needs an install script; none is run.
  const args = ["ci", "--ignore-scripts", withDevelopment ? "--include=dev" : "--omit=dev"];
  const { code, output } = await runNpm(node, args, root);
  if (code !== 0) {
    const mismatch = /EUSAGE|in sync/.test(output);
    throw new Error(
      mismatch
        ? "package-lock.json does not match package.json: run npm install and commit the lockfile"
        : `npm ci failed:\n${output}`,
    );
  }
  removeForeignNode(root);
  removeNodeAside(root);
  writeStamp(root, { lock: wanted, withDevelopment });
}

/** Somebody ran npm ci themselves: npm's own list of what lies in node_modules says so. */
function coversLock(root, lock, withDevelopment) {
  const listFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(listFile)) return false;
  const installed = JSON.parse(readFileSync(listFile, "utf8")).packages;
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === "" || entry.optional || entry.devOptional || (entry.dev && !withDevelopment)) return true;
    return installed[path] && installed[path].version === entry.version && existsSync(join(root, path));
  });
}

function readStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, stampFile), "utf8"));
  } catch {
    return {};
  }
}

const writeStamp = (root, stamp) => writeFileSync(join(root, stampFile), JSON.stringify(stamp));
