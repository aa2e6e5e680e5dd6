import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenedBrowser, openBrowser } from "../e2e/harness/browser.ts";
import { StackFault } from "../scripts/stack/fault.ts";
import { freePort } from "../scripts/stack/ports.ts";
import { isThere } from "./base-image.ts";
import { buildImage, imageName } from "./build-image.ts";
import { openCafe } from "./open-cafe.ts";
import { openPodman, type Podman } from "./podman.ts";
import { demandNobodyElse, makeNetwork, removeAll } from "./podman-objects.ts";
import { auditAll, deleteOne, hangOne, killMidOrder, walkInBrowser } from "./scenes.ts";
import { createSheet, inSeconds, type Sheet } from "./sheet.ts";

export type Running = {
  keep: boolean;
  only: "build" | "play" | undefined;
  signal: AbortSignal;
  say: (line: string) => void;
  environment: NodeJS.ProcessEnv;
};

/** All of it, the building included; cleaning up comes on top. */
const atMostMs = 15 * 60_000;

/** The exit code: 0 when everything was as it should be. */
export async function runPods({ keep, only, signal: asked, say, environment }: Running): Promise<number> {
  const signal = AbortSignal.any([asked, AbortSignal.timeout(atMostMs)]);
  // However it ends: nothing is asked, nor waited for, of what is about to be removed.
  const over = new AbortController();
  const folder = mkdtempSync(join(tmpdir(), "siren-pods-"));
  const podman = openPodman(folder, environment);
  const sheet = createSheet(say);
  const startedAt = performance.now();
  let fault: unknown;
  let isOurs = false;
  try {
    await demandNobodyElse(podman);
    isOurs = true;
    await removeAll(podman);
    await orEnded(signal, () =>
      seeAll({ podman, folder, sheet, only, say, signal: AbortSignal.any([signal, over.signal]) }),
    );
  } catch (error) {
    if (error instanceof StackFault) throw error;
    fault = signal.aborted
      ? new Error(asked.aborted ? "ended before it was done" : `not within ${inSeconds(atMostMs)}`)
      : error;
  } finally {
    over.abort();
    if (isOurs && !keep) await removeAll(podman).catch((error) => say(`not cleaned up: ${error.message}`));
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }
  say(`\n${sheet.text()}\n\n${inSeconds(performance.now() - startedAt)} in all`);
  if (keep) say(`kept, also ${folder}: CONTAINERS_CONF=${join(folder, "containers.conf")} podman ps -a`);
  if (fault === undefined) return 0;
  say(`\nnot as it should be: ${fault instanceof Error ? (fault.stack ?? fault.message) : fault}`);
  if (fault instanceof Error && fault.cause) say(`because: ${fault.cause}`);
  return 1;
}

/** What is under way is not waited for once everything is to end: what it works on is about to go away. */
async function orEnded<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return Promise.race([work(), ended]);
}

type Seeing = Pick<Running, "only" | "signal" | "say"> & { podman: Podman; folder: string; sheet: Sheet };

async function seeAll({ podman, folder, sheet, only, signal, say }: Seeing): Promise<void> {
  if (only === "play") {
    if (!(await isThere(podman, imageName))) throw new StackFault(`there is no ${imageName} to play yet`);
  } else
    await sheet.note("the image is built", async () => {
      const built = await buildImage({ podman, folder, say, signal });
      return `${imageName} of ${built.revision}, ${built.megabytes} MB, ${built.baseMegabytes} of them its base`;
    });
  if (only === "build") return;
  const gatewayPort = await freePort("127.0.0.1");
  const cafe = await openCafe({
    podman,
    folder,
    signal,
    say,
    sheet,
    gatewayPort,
    start: await makeNetwork(podman),
  });
  let browser: OpenedBrowser | undefined;
  try {
    browser = await openBrowser();
    const opened = browser;
    await sheet.note("a customer and a barista, in a browser", () => walkInBrowser(cafe, opened));
    await sheet.note("a replica of order and barista killed", () => killMidOrder(cafe));
    await sheet.note("a replica of order hung", () => hangOne(cafe));
    await sheet.note("member's pod deleted and played again", () => deleteOne(cafe));
    await sheet.note("the auditor over all of it", () => auditAll(cafe));
  } catch (fault) {
    if (!signal.aborted) for (const pod of cafe.pods) say(`--- ${pod.name}\n${await cafe.fleet.logs(pod)}`);
    throw fault;
  } finally {
    await browser?.close();
  }
}
