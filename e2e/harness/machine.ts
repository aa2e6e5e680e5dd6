import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

/** Without it no figure can be placed. */
export const machineNow = (): string => `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`;

/** Where there is no repository, as in an unpacked archive, there is no commit to name. */
export function commitNow(): string {
  try {
    const asked = ["-C", repositoryRoot, "rev-parse", "--short", "HEAD"];
    return execFileSync("git", asked, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
