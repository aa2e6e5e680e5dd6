import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser, withoutGraphicsCard } from "../../e2e/harness/browser.ts";
import { eventually } from "../../e2e/harness/eventually.ts";
import type { Report } from "./figures.ts";

const patienceMs = 180_000;

type Look = {
  url: string;
  preset: "mobile" | "desktop";
  /** How much slower the processor is taken to be, instead of what the preset says. */
  slowdown?: number | undefined;
  signal: AbortSignal;
};

/** One look with a browser of its own, which has never been there. */
export async function measure(lighthouse: string, { url, preset, slowdown, signal }: Look): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), "siren-lighthouse-"));
  let browser: ChildProcess | undefined;
  try {
    const found = await findBrowser();
    const env = { ...process.env, ...found.env, HOME: folder };
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const switches = [
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${folder}`,
      ...withoutGraphicsCard,
    ];
    browser = spawn(
      found.executable,
      [...switches, ...found.switches, ...asRoot, "--no-first-run", "--disable-dev-shm-usage", "about:blank"],
      { env, stdio: "ignore" },
    );
    const port = await eventually("the browser listens", async () => {
      const told = await readFile(join(folder, "DevToolsActivePort"), "utf8").catch(() => "");
      return told.split("\n")[0] || undefined;
    });
    const path = join(folder, "report.json");
    const args = [url, `--port=${port}`, "--output=json", `--output-path=${path}`, "--quiet"];
    const child = spawn(
      process.execPath,
      [
        lighthouse,
        ...args,
        ...(preset === "desktop" ? ["--preset=desktop"] : []),
        ...(slowdown === undefined ? [] : [`--throttling.cpuSlowdownMultiplier=${slowdown}`]),
        "--no-enable-error-reporting",
      ],
      { env, stdio: ["ignore", "ignore", "pipe"], signal, timeout: patienceMs },
    );
    let said = "";
    child.stderr?.on("data", (text: Buffer) => {
      said += text;
    });
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`lighthouse ended with ${code}:\n${said.slice(-2_000)}`);
    return JSON.parse(await readFile(path, "utf8")) as Report;
  } finally {
    if (browser && browser.exitCode === null) {
      const gone = once(browser, "exit");
      browser.kill();
      await gone;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
