import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { until } from "@siren/chassis/testing/until";
import type { FromReplica, ReplicaSettings, ToReplica } from "./replica.ts";

const script = fileURLToPath(new URL("./replica.ts", import.meta.url));

export type Replica = {
  name: string;
  url: string;
  process: ChildProcess;
  alive(): boolean;
  /** Settles with what the replica said; "lost" when it died without an answer. */
  ask(work: Exclude<ToReplica, { kind: "peers" }>): Promise<"done" | "failed" | "lost">;
  tellPeers(urls: string[]): void;
  logged: { event: string; fields: Record<string, unknown> }[];
  kill(): Promise<void>;
};

export async function spawnReplica(settings: ReplicaSettings): Promise<Replica> {
  const child = fork(script, [JSON.stringify(settings)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const open: { number: number; settle: (answer: "done" | "failed" | "lost") => void }[] = [];
  const logged: Replica["logged"] = [];
  let url: string | undefined;
  child.on("message", (message: FromReplica) => {
    if (message.kind === "up") url = message.url;
    else if (message.kind === "log") logged.push(message);
    else {
      const place = open.findIndex((waiting) => waiting.number === message.number);
      if (message.kind === "failed") logged.push({ event: "failed", fields: { error: message.error } });
      open.splice(place, 1)[0]?.settle(message.kind);
    }
  });
  const alive = () => child.exitCode === null && child.signalCode === null;
  void ended.then(() => {
    for (const waiting of open.splice(0)) waiting.settle("lost");
  });
  await until(`${settings.name} is up`, () => !alive() || url !== undefined, 60_000);
  if (url === undefined) throw new Error(`${settings.name} died while starting`);
  const send = (message: ToReplica) => {
    if (child.connected) child.send(message, () => undefined);
  };
  return {
    name: settings.name,
    url,
    process: child,
    alive,
    logged,
    ask: (work) =>
      new Promise((settle) => {
        if (!alive()) return settle("lost");
        open.push({ number: work.number, settle });
        send(work);
      }),
    tellPeers: (urls) => send({ kind: "peers", urls }),
    async kill() {
      if (alive()) child.kill("SIGKILL");
      await ended;
    },
  };
}
