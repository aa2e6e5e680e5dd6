import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { codeOf, messageOf, StackFault } from "./fault.ts";

/**
 * One running stack per data folder. The lock is a SQLite file held in an exclusive transaction:
 * the kernel lets go of it when the process dies, however it dies, so there is never a stale one.
 */
export function lockDataFolder(dataDir: string): { release(): void } {
  const holderFile = join(dataDir, "running.json");
  makeWritable(dataDir);
  const lock = openLock(dataDir, holderFile);
  writeFileSync(holderFile, `${JSON.stringify({ pid: process.pid })}\n`);
  return {
    release() {
      rmSync(holderFile, { force: true });
      lock.close();
    },
  };
}

function makeWritable(dataDir: string): void {
  try {
    makeFolder(dataDir);
    const probe = join(dataDir, `.writable-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (fault) {
    throw new StackFault(
      `the data folder ${dataDir} cannot be written (${codeOf(fault) ?? messageOf(fault)}): ` +
        "give it to this user, or choose another with --data DIR",
    );
  }
}

/** Folder by folder: Node's own recursion never ends where a parent exists but takes nobody in, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function openLock(dataDir: string, holderFile: string): DatabaseSync {
  const file = join(dataDir, "lock.db");
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (fault) {
    lock?.close();
    if (/locked|busy/i.test(messageOf(fault))) {
      throw new StackFault(
        `the data folder ${dataDir} is in use by another running stack${holderOf(holderFile)}: ` +
          "stop that one, or choose another folder with --data DIR (and other ports)",
      );
    }
    throw new StackFault(`${file} is not a lock file (${messageOf(fault)}): remove it and start again`);
  }
}

function holderOf(holderFile: string): string {
  try {
    const { pid } = JSON.parse(readFileSync(holderFile, "utf8"));
    return typeof pid === "number" ? ` (process ${pid})` : "";
  } catch {
    return "";
  }
}
