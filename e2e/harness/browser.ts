import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, BrowserContext } from "playwright-core";
import { chromium } from "playwright-core";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

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

/**
 * A made-up graphics card is a fifth of a browser's work; and on a busy machine a page waits for it to start, up to ten
 * seconds long, with its first picture or in the middle of a script.
 */
export const withoutGraphicsCard = ["--disable-gpu", "--disable-software-rasterizer"];

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
  ...withoutGraphicsCard,
];

export async function openBrowser({ preferInstalled = true } = {}): Promise<OpenedBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "siren-browser-"));
  const found = await findBrowser({ preferInstalled });
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

export const findBrowser = async ({ preferInstalled = true } = {}): Promise<Found> =>
  (preferInstalled && installedBrowser()) || bundledBrowser();

type Found = { executable: string; switches: string[]; env: Record<string, string> };

export function installedBrowser(): Found | undefined {
  const known = process.platform === "darwin" ? installedIn.darwin : installedIn.linux;
  const executable = known.find((path) => existsSync(path));
  return executable === undefined ? undefined : { executable, switches: [], env: {} };
}

/**
 * Unpacked once into a folder that appears whole: the package takes any file that is there for a finished
 * one, and two test files may start at once. It unpacks its shared libraries only where it believes itself
 * in a Lambda, so it is imported by a process of its own that is told so.
 */
async function bundledBrowser(): Promise<Found> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `no Chromium or Chrome is installed, and npm carries none for ${process.platform} ${process.arch}`,
    );
  }
  const { version } = JSON.parse(
    readFileSync(join(repositoryRoot, "node_modules", "@sparticuz", "chromium", "package.json"), "utf8"),
  );
  const folder = join(repositoryRoot, ".siren", `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder);
  return {
    executable: join(folder, "chromium"),
    switches: ["--no-sandbox", "--no-zygote", "--use-gl=angle", "--use-angle=swiftshader"],
    env: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_PATH: join(folder, "fonts") },
  };
}

async function unpackInto(folder: string): Promise<void> {
  const draft = `${folder}.unpacking-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const unpack = 'await (await import("@sparticuz/chromium")).default.executablePath()';
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", unpack], {
    cwd: repositoryRoot,
    env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
  });
  writeFileSync(join(draft, "fonts", "fonts.conf"), fontsOf(folder));
  try {
    renameSync(draft, folder);
  } catch (fault) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw fault;
  }
}

/** The package's own list of font folders names only those of a Lambda. */
const fontsOf = (folder: string) =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>` +
  `<dir>${join(folder, "fonts")}</dir><dir>/usr/share/fonts</dir>` +
  `<cachedir>${join(folder, "fonts-cache")}</cachedir></fontconfig>\n`;
