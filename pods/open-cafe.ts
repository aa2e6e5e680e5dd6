import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Audited } from "../e2e/harness/audit.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import { quickAuditor } from "../e2e/harness/verdicts.ts";
import { asYaml, installSecrets } from "../scripts/k8s/install-secrets.ts";
import { repositoryRoot } from "../scripts/stack/settings.ts";
import { createFleet, type Fleet } from "./fleet.ts";
import type { Kube } from "./kube.ts";
import { people } from "./people.ts";
import { type Playable, type PlayablePod, playable } from "./playable.ts";
import { type Podman, run } from "./podman.ts";
import { prefix } from "./podman-objects.ts";
import { type Cafe, podCalled } from "./scenes.ts";
import { inSeconds, type Sheet } from "./sheet.ts";

type Opening = {
  podman: Podman;
  folder: string;
  signal: AbortSignal;
  say: (line: string) => void;
  sheet: Sheet;
  gatewayPort: number;
  /** The network's first three bytes. */
  start: string;
};

const documentsIn = (text: string): Kube[] => parseAllDocuments(text).map((one) => one.toJS() as Kube);

/** From the manifests to a cafe with somebody in it. */
export async function openCafe({
  podman,
  folder,
  signal,
  say,
  sheet,
  gatewayPort,
  start,
}: Opening): Promise<Cafe> {
  const gatewayUrl = `http://localhost:${gatewayPort}`;
  const fleet = createFleet({ podman, folder, signal, say });
  let played: Playable | undefined;
  await sheet.note("the overlay local is rendered", async () => {
    const rendered = documentsIn(
      await run("kubectl", ["kustomize", join(repositoryRoot, "k8s/overlays/local")]),
    );
    const made = documentsIn(asYaml(installSecrets(folder, "local")));
    played = playable(rendered, made, {
      prefix,
      // One claim and one file beneath both: what makes an embedded store one that replicas share.
      replicas: { order: 2 },
      addressOf: (index) => `${start}.${index + 10}`,
      hostPorts: { gateway: gatewayPort },
      variables: {
        // Something on the card; the overlay's own store is begun empty.
        menu: { SEED: "demo" },
        member: { PUBLIC_URL: gatewayUrl },
        // As in every journey: a busy store sees an order ten seconds late, and nobody here looks at that.
        order: { OOPS_WINDOW_MS: "0" },
        auditor: quickAuditor,
      },
    });
    return `${rendered.length} objects, of them ${played.pods.length} pods and ${played.standing.length} that outlive them`;
  });
  if (!played) throw new Error("nothing was rendered");
  const { pods, standing } = played;
  await sheet.note("every pod is ready, and the gateway takes orders", () =>
    playAll(fleet, { pods, standing }, gatewayUrl, signal).catch(async (fault) => {
      if (!signal.aborted) for (const pod of pods) say(`--- ${pod.name}\n${await fleet.logs(pod)}`);
      throw fault;
    }),
  );
  const code = await fleet.inside(
    podCalled({ pods }, "member-0"),
    `process.stdout.write(require("fs").readFileSync(process.env.DATA_DIR + "/first-ops-code", "utf8"))`,
  );
  return {
    ...{ fleet, pods, gatewayUrl, signal },
    people: await people(gatewayUrl, code.trim()),
    books: booksOf(folder, pods),
  };
}

async function playAll(
  fleet: Fleet,
  { pods, standing }: Playable,
  gatewayUrl: string,
  signal: AbortSignal,
): Promise<string> {
  const startedAt = performance.now();
  await fleet.playStanding(standing);
  // One after the other: podman holds one lock over all of it anyway.
  for (const pod of pods) await fleet.play(pod);
  const playedMs = performance.now() - startedAt;
  await Promise.all(pods.map((pod) => fleet.untilReady(pod, 300_000)));
  for (const path of ["/client/", "/api/v1/menu/stores"])
    await eventually(
      `the gateway answers ${path}`,
      async () => (await fetch(`${gatewayUrl}${path}`)).ok,
      60_000,
      signal,
    );
  return `${pods.length} pods played in ${inSeconds(playedMs)}, ready after ${inSeconds(performance.now() - startedAt)}`;
}

/** Pods as the auditing harness looks at processes: their addresses are reached from the node. */
function booksOf(folder: string, pods: readonly PlayablePod[]): Audited {
  return {
    dataDir: folder,
    processes: (name) =>
      pods
        .filter(({ process }) => process === name)
        .map(({ address }) => ({ state: "listening", announcement: { url: `http://${address}:8080` } })),
  };
}
