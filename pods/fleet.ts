import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "yaml";
import { eventually } from "../e2e/harness/eventually.ts";
import type { Kube } from "./kube.ts";
import type { HttpProbe, PlayablePod } from "./playable.ts";
import type { Podman } from "./podman.ts";
import { network } from "./podman-objects.ts";

export type Seen = { pid: number; restarts: number; startedAt: string; health: string };

const answers = async ({ url, timeoutMs }: HttpProbe): Promise<boolean> =>
  (await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })).ok;

type Parts = { podman: Podman; folder: string; signal: AbortSignal; say: (line: string) => void };

/**
 * What a kubelet does besides what podman does itself (play, restart what ended): it asks whether a pod has started and
 * is ready, and asks at the probe's period whether it lives. podman would ask by systemd's timers, where there is one.
 */
export function createFleet({ podman, folder, signal, say }: Parts) {
  const firing = new Map<string, AbortController>();

  function write(name: string, documents: readonly Kube[]): string {
    const file = join(folder, `${name}.yaml`);
    const text = documents.map((one) => stringify(one, { lineWidth: 0, aliasDuplicateObjects: false }));
    writeFileSync(file, text.join("---\n"), { mode: 0o600 });
    return file;
  }

  async function seen({ container }: PlayablePod): Promise<Seen> {
    const format = "{{.State.Pid}}|{{.RestartCount}}|{{.State.StartedAt}}|{{.State.Health.Status}}";
    const [pid, restarts, startedAt = "", health = ""] = (
      await podman(["container", "inspect", "--format", format, container])
    )
      .trim()
      .split("|");
    return { pid: Number(pid), restarts: Number(restarts), startedAt, health };
  }

  /** As long as the startup probe gives it; liveness is not asked before. */
  const untilStarted = (pod: PlayablePod, only: AbortSignal = signal) =>
    eventually(
      `${pod.name} has started`,
      () => answers(pod.startup),
      pod.startup.periodMs * pod.startup.failures,
      only,
    );

  const untilReady = (pod: PlayablePod, deadlineMs = 180_000) =>
    eventually(`${pod.name} is ready`, () => answers(pod.readiness), deadlineMs, signal);

  /**
   * At the probe's period, from the node, as a kubelet asks. Only who gave no answer is asked by podman, which begins a
   * program in the pod for it, counts failures, and restarts what failed too often; and once more when it is well, since
   * podman forgets its count by a good answer only. A look that fails is followed by the next one.
   */
  async function fire(pod: PlayablePod, only: AbortSignal): Promise<void> {
    let since = "";
    let hasFailed = true;
    const look = async () => {
      const { startedAt } = await seen(pod);
      if (startedAt !== since) await untilStarted(pod, only).catch(() => undefined);
      since = startedAt;
      await podman(["healthcheck", "run", pod.container], { timeoutMs: 120_000 });
    };
    while (!only.aborted) {
      if (hasFailed || !(await answers(pod.liveness).catch(() => false))) {
        const why = await look().then(
          () => undefined,
          (fault: Error) => fault.message,
        );
        hasFailed = why !== undefined;
        if (hasFailed && !only.aborted) {
          say(`  ${pod.name} fails its liveness probe: ${why}`);
          await startWhatPodmanLeft(pod).catch((fault: Error) => say(`  ${pod.name}: ${fault.message}`));
        }
      }
      await pause(pod.liveness.periodMs, undefined, { signal: only }).catch(() => undefined);
    }
  }

  /** podman 4.3 stops what failed too often, and now and then does not start it again. */
  async function startWhatPodmanLeft(pod: PlayablePod): Promise<void> {
    const status = await podman(["container", "inspect", "--format", "{{.State.Status}}", pod.container]);
    if (status.trim() !== "exited") return;
    say(`  ${pod.name} was stopped for it and left so: it is started`);
    await podman(["start", pod.container], { timeoutMs: 60_000 });
  }

  function beginToFire(pod: PlayablePod): void {
    const own = new AbortController();
    firing.set(pod.name, own);
    const both = AbortSignal.any([own.signal, signal]);
    void fire(pod, both);
  }

  return {
    seen,
    untilReady,

    /** What is not a pod: claims and what is mounted. */
    async playStanding(documents: readonly Kube[]): Promise<void> {
      await podman(["kube", "play", write("standing", documents)]);
    },

    async play(pod: PlayablePod): Promise<void> {
      const file = write(pod.name, pod.documents);
      await podman(["kube", "play", "--network", network, "--ip", pod.address, file], { timeoutMs: 120_000 });
      beginToFire(pod);
    },

    /** As a pod is deleted: told to end, given its grace, and gone with what was only its own. */
    async remove(pod: PlayablePod): Promise<void> {
      firing.get(pod.name)?.abort();
      await podman(["pod", "stop", "--time", String(pod.graceS), pod.pod], { timeoutMs: 90_000 });
      await podman(["pod", "rm", "--force", pod.pod]);
      await podman(["volume", "rm", "--force", ...pod.emptyDirs]);
    },

    /**
     * To the process itself, as the kernel's memory killer would: `podman kill` counts as somebody's wish, and what
     * was wished for is not restarted.
     */
    strike({ pid }: Seen, how: "SIGKILL" | "SIGSTOP"): void {
      // To 0 it would be the command's own group.
      if (pid <= 0) throw new Error("it does not run, and cannot be struck");
      process.kill(pid, how);
    },

    /** Run inside the container, as `kubectl exec` does. */
    inside: (pod: PlayablePod, program: string): Promise<string> =>
      podman(["exec", pod.container, "node", "-e", program]),

    logs: (pod: PlayablePod, lines = 15): Promise<string> =>
      podman(["logs", "--tail", String(lines), pod.container]).catch((fault) => `${fault.message}`),
  };
}

export type Fleet = ReturnType<typeof createFleet>;
