import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../src/free-port.ts";
import { until } from "../src/testing/until.ts";
import { registrySuite } from "./registry-suite.ts";

const main = join(import.meta.dirname, "../../../discovery/src/main.ts");

// `npm run -w @siren/chassis check:discovery`: keeps the stub honest, over our own registry as a process.
registrySuite("our discovery", async () => {
  const port = await freePort();
  const folder = () => mkdtempSync(join(tmpdir(), "discovery-"));
  const address = `http://127.0.0.1:${port}/eureka`;
  let dataDir = folder();
  let discovery: ChildProcess | undefined;

  const answers = () =>
    fetch(`${address}/apps/`, { headers: { accept: "application/json" } }).then(
      (answer) => answer.ok,
      () => false,
    );
  const start = async () => {
    const env = { PORT: String(port), MANAGEMENT_PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "error" };
    discovery = spawn(process.execPath, [main], { env, stdio: "inherit" });
    await until("discovery answers", answers, 20_000);
  };
  const stop = async () => {
    const running = discovery;
    discovery = undefined;
    if (!running) return;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  };
  const forget = async () => {
    await stop();
    rmSync(dataDir, { recursive: true });
    dataDir = folder();
    await start();
  };
  await start();
  const close = async () => {
    await stop();
    rmSync(dataDir, { recursive: true });
  };
  return { address: `eureka:${address}`, start, stop, forget, close };
});
