import { execFile } from "node:child_process";
import { mkdir, readdir, readlink, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "@siren/chassis/free-port";
import { until } from "@siren/chassis/testing/until";
import type { Child } from "../src/testing/child-process.ts";
import { openRealEdge } from "../src/testing/real-edge.ts";
import { type Answered, answersOf, corpus, differences } from "./corpus.ts";
import { notesFolder, readNotes } from "./notes.ts";
import { loadTable, steadyLoad } from "./steady-load.ts";
import { startReplica } from "./struck-replicas.ts";
import { openTcpBalancer } from "./tcp-balancer.ts";
import { type Verdict, verdict } from "./verdict.ts";
import { judgeWrites } from "./writes.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");

/**
 * Another version of the whole tree, with the libraries of this one: only our own packages are its own. `-w` is left
 * to git's own folder of worktrees, and gone at the end.
 */
async function checkOut(ref: string, folder: string) {
  const tree = join(folder, "other-version");
  await run("git", ["worktree", "add", "--detach", tree, ref], { cwd: root });
  const [ours, theirs] = [join(root, "node_modules"), join(tree, "node_modules")];
  await mkdir(join(theirs, "@siren"), { recursive: true });
  for (const name of await readdir(ours)) {
    if (name !== "@siren" && name !== ".bin") await symlink(join(ours, name), join(theirs, name));
  }
  for (const name of await readdir(join(ours, "@siren"))) {
    const target = join(ours, "@siren", await readlink(join(ours, "@siren", name)));
    await symlink(join(tree, relative(root, target)), join(theirs, "@siren", name));
  }
  return {
    entry: join(tree, "gateway", "src", "main.ts"),
    [Symbol.asyncDispose]: async () => {
      await run("git", ["worktree", "remove", "--force", tree], { cwd: root });
    },
  };
}

/** Who has just begun says that it does not know the registry's word yet, as it is; a balancer would ask another one. */
const untilItKnows = (gateway: Child | undefined) =>
  until("the gateway has heard the registry", async () => {
    const { headers } = await fetch(`${gateway?.url}/api/v1/order/notes/known`);
    return headers.get("x-degraded") === null;
  });

/** Two gateways are changed from another version to this one, one after the other, and no client can tell. */
export async function proveTwoVersions(
  { from, perSecond }: { from: string; perSecond: number },
  say: (line: string) => void,
): Promise<Verdict[]> {
  await using edge = await openRealEdge();
  await using other = await checkOut(from, edge.folder);
  const { stdout } = await run("git", ["log", "-1", "--format=%h %s", from], { cwd: root });
  say(`  from ${stdout.trim()} to this tree`);
  const notes = await notesFolder(edge.folder);
  await Promise.all([0, 1].map((n) => startReplica(edge, notes, n)));
  await edge.listed("ORDER", 2);
  const ports = [await freePort(), await freePort()];
  const env = (n: number) => ({ PORT: String(ports[n]), REPLICA: String(n) });
  const startOld = (n: number) => edge.startGateway(env(n), { entry: other.entry });
  const gateways = await Promise.all([startOld(0), startOld(1)]);
  await using balancer = await openTcpBalancer(ports);

  const over = new AbortController();
  const load = steadyLoad({
    url: `${balancer.url}/api/v1/order`,
    perSecond,
    seconds: 300,
    signal: over.signal,
  });
  let before: Answered[];
  let beside: Answered[];
  let after: Answered[];
  try {
    await untilItKnows(gateways[0]);
    before = await answersOf(gateways[0]?.url ?? "", "old");
    await gateways[1]?.kill("SIGTERM");
    gateways[1] = await edge.startGateway(env(1));
    await untilItKnows(gateways[1]);
    say("  one of the two is of this version now");
    // Side by side: the same requests to either.
    [before, beside] = await Promise.all([
      answersOf(gateways[0]?.url ?? "", "side-old"),
      answersOf(gateways[1]?.url ?? "", "side-new"),
    ]);
    await pause(1_000);
    await gateways[0]?.kill("SIGTERM");
    gateways[0] = await edge.startGateway(env(0));
    await untilItKnows(gateways[0]);
    say("  and so is the other");
    after = await answersOf(gateways[0]?.url ?? "", "new");
    await pause(1_000);
  } finally {
    over.abort();
  }
  const sent = await load;
  say(`\n${loadTable(sent)}\n`);
  const found = [...differences(before, beside), ...differences(before, after)];
  for (const line of new Set(found)) say(`  differs: ${line}`);
  return [
    verdict(
      "the same requests are answered alike by both versions",
      found.length === 0,
      `${corpus.length} requests, ${new Set(found).size} differences`,
    ),
    ...judgeWrites(sent, await readNotes(notes)),
  ];
}
