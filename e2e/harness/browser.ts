import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { chromium } from "playwright-core";

/**
 * A headless browser without any system package: an installed Chromium or Chrome first, else the one
 * that comes inside an npm package (Linux x64).
 */
export type OpenedBrowser = {
  browser: Browser;
  /** Which program it is. */
  executable: string;
  /** A person of their own: cookies and storage are shared with nobody. */
  newPerson: (options?: Parameters<Browser["newContext"]>[0]) => Promise<BrowserContext>;
  close: () => Promise<void>;
};

const installedIn = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
};

/** A test's browser talks to loopback and to nobody else. */
const quietSwitches = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-pings",
  "--disable-dev-shm-usage",
];

export async function openBrowser({ preferInstalled = true } = {}): Promise<OpenedBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "siren-browser-"));
  const found = (preferInstalled && installedBrowser()) || (await bundledBrowser());
  const asRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: found.executable,
    args: [
      ...quietSwitches,
      ...found.switches,
      ...(asRoot && !found.switches.includes("--no-sandbox") ? ["--no-sandbox"] : []),
    ],
    env: { ...process.env, ...found.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
  });
  return {
    browser,
    executable: found.executable,
    newPerson: (options) => browser.newContext({ locale: "ko-KR", ...options }),
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

type Found = { executable: string; switches: string[]; env: Record<string, string> };

export function installedBrowser(): Found | undefined {
  const known = process.platform === "darwin" ? installedIn.darwin : installedIn.linux;
  const executable = known.find((path) => existsSync(path));
  return executable === undefined ? undefined : { executable, switches: [], env: {} };
}

/**
 * The package unpacks its shared libraries only where it believes itself in a Lambda, and decides that
 * while it is being imported; so the variable is set before, and taken back after.
 */
async function bundledBrowser(): Promise<Found> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(`no Chromium or Chrome is installed, and npm carries none for ${process.platform} ${process.arch}`);
  }
  const folder = join(tmpdir(), `siren-chromium-${bundledVersion()}-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const before = { tmpdir: process.env.TMPDIR, lambda: process.env.AWS_EXECUTION_ENV };
  process.env.TMPDIR = folder;
  process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x";
  try {
    const { default: bundled } = await import("@sparticuz/chromium");
    const executable = await bundled.executablePath();
    return {
      executable,
      switches: ["--no-sandbox", "--no-zygote", "--in-process-gpu", "--use-gl=angle", "--use-angle=swiftshader"],
      env: { LD_LIBRARY_PATH: join(folder, "al2023", "lib") },
    };
  } finally {
    restore("TMPDIR", before.tmpdir);
    restore("AWS_EXECUTION_ENV", before.lambda);
  }
}

function restore(key: string, value: string | undefined): void {
  if (value === undefined) delete process.env[key];
  else process.env[key] = value;
}

function bundledVersion(): string {
  const require = createRequire(import.meta.url);
  return require("@sparticuz/chromium/package.json").version;
}
