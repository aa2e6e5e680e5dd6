import { StackFault } from "../scripts/stack/fault.ts";
import type { Podman } from "./podman.ts";

/** Before every name that this command gives: what is found under it is this command's, and is removed by it. */
export const prefix = "siren-pods-";
export const network = "siren-pods";

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** Everything of an earlier run or of this one, in the order in which nothing is in use any more. */
export async function removeAll(podman: Podman): Promise<void> {
  const ours = (names: string) => lines(names).filter((name) => name.startsWith(prefix));
  const pods = ours(await podman(["pod", "ls", "--format", "{{.Name}}"]));
  // They are told nothing: what has to outlive a kill has been shown by then.
  if (pods.length > 0) await podman(["pod", "rm", "--force", "--time", "0", ...pods], { timeoutMs: 120_000 });
  const volumes = ours(await podman(["volume", "ls", "--format", "{{.Name}}"]));
  if (volumes.length > 0) await podman(["volume", "rm", "--force", ...volumes]);
  const secrets = ours(await podman(["secret", "ls", "--format", "{{.Name}}"]));
  if (secrets.length > 0) await podman(["secret", "rm", ...secrets]);
  if (await hasNetwork(podman)) await podman(["network", "rm", "--force", network]);
}

const hasNetwork = async (podman: Podman): Promise<boolean> =>
  lines(await podman(["network", "ls", "--format", "{{.Name}}"])).includes(network);

const ownerLabel = "siren.pods.process";

/** Two runs would take each other's pods: the second one says so and ends. */
export async function demandNobodyElse(podman: Podman): Promise<void> {
  if (!(await hasNetwork(podman))) return;
  const [found] = JSON.parse(await podman(["network", "inspect", network])) as {
    labels?: Record<string, string>;
  }[];
  const owner = Number(found?.labels?.[ownerLabel]);
  if (owner && owner !== process.pid && isAlive(owner))
    throw new StackFault(`process ${owner} plays pods on this machine already`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Somewhere in 10.200.0.0/13, where nobody is: what overlaps is refused by podman. Answers its first three bytes. */
export async function makeNetwork(podman: Podman): Promise<string> {
  let refused: unknown;
  for (let tries = 0; tries < 8; tries++) {
    const start = `10.${200 + Math.floor(Math.random() * 8)}.${Math.floor(Math.random() * 256)}`;
    try {
      const label = `${ownerLabel}=${process.pid}`;
      await podman(["network", "create", "--label", label, "--subnet", `${start}.0/24`, network]);
      return start;
    } catch (fault) {
      refused = fault;
    }
  }
  throw refused;
}
