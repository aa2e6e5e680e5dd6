import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../src/free-port.ts";
import { until } from "../src/testing/until.ts";

/**
 * The last agent whose modules can all be checked against Go's sum database or its own go.sum. Later ones require
 * nested modules that neither lists.
 */
const consul = "github.com/hashicorp/consul@v1.14.11";

/** Builds the agent once, with Go, into a folder that git does not see. Takes minutes the first time. */
function consulBinary(): string {
  const folder = join(import.meta.dirname, "../../../.siren/consul");
  const binary = join(folder, "consul");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "go.mod"), "module siren.local/consul-agent\n\ngo 1.24\n");
  const go = (...words: string[]) =>
    execFileSync("go", words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  process.stderr.write(`building ${consul} once: minutes, and some 6 GB of Go's caches\n`);
  try {
    const { Dir: source } = JSON.parse(go("mod", "download", "-json", consul)) as { Dir: string };
    copyFileSync(join(source, "go.sum"), join(folder, "go.sum"));
    chmodSync(join(folder, "go.sum"), 0o644);
    go("get", "-tool", consul);
    go("build", "-trimpath", "-ldflags=-s -w", "-o", binary, "github.com/hashicorp/consul");
  } catch (cause) {
    throw new Error("a real Consul agent needs Go 1.24 or newer and its module proxy to be built", { cause });
  }
  return binary;
}

export type ConsulAgent = { url: string; start(): Promise<void>; stop(): Promise<void> };

/** An agent of its own in memory, on free ports of the loopback. */
export async function startConsulAgent(): Promise<ConsulAgent> {
  const binary = consulBinary();
  const [http, server, serf] = await Promise.all([freePort(), freePort(), freePort()]);
  const url = `http://127.0.0.1:${http}`;
  let agent: ChildProcess | undefined;

  const leads = async () => {
    const answer = await fetch(`${url}/v1/status/leader`).catch(() => undefined);
    return answer?.ok && (await answer.text()).length > 2;
  };
  const start = async () => {
    const ports = [`-http-port=${http}`, `-server-port=${server}`, `-serf-lan-port=${serf}`];
    const off = ["-serf-wan-port=-1", "-dns-port=-1", "-grpc-port=-1", "-grpc-tls-port=-1"];
    const words = [
      "agent",
      "-dev",
      "-bind=127.0.0.1",
      "-client=127.0.0.1",
      "-log-level=error",
      ...ports,
      ...off,
    ];
    agent = spawn(binary, words, { stdio: "ignore" });
    await until("the agent has a leader", leads, 30_000);
  };
  const stop = async () => {
    const running = agent;
    agent = undefined;
    if (!running || running.exitCode !== null) return;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  };
  await start();
  return { url, start, stop };
}
