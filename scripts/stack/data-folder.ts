import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { codeOf, messageOf, StackFault } from "./fault.ts";

export type DataFolderLock = {
  release(): void;
  /** Takes away what has been made here since, for a start that was refused before any process ran. */
  undo(): void;
};

/**
 * One running stack per data folder. The lock is a SQLite file held in an exclusive transaction:
 * the kernel lets go of it when the process dies, however it dies, so there is never a stale one.
 */
export function lockDataFolder(dataDir: string): DataFolderLock {
  const holderFile = join(dataDir, "running.json");
  const undo = undoerOf(dataDir);
  makeWritable(dataDir, undo);
  const lock = openLock(dataDir, holderFile, undo);
  writeFileSync(holderFile, `${JSON.stringify({ pid: process.pid })}\n`, { mode: 0o600 });
  return {
    undo,
    release() {
      rmSync(holderFile, { force: true });
      lock.close();
    },
  };
}

/** Remembers what is there now; what is there besides is ours as long as we hold the lock. */
function undoerOf(dataDir: string): () => void {
  const before = new Set(existsSync(dataDir) ? namesIn(dataDir) : []);
  const absent = absentFolders(dataDir);
  return () => {
    for (const name of existsSync(dataDir) ? namesIn(dataDir) : []) {
      if (!before.has(name)) rmSync(join(dataDir, name), { recursive: true, force: true });
    }
    for (const folder of absent) {
      try {
        rmdirSync(folder);
      } catch {
        // Never made, or somebody else has put something into it meanwhile: then it stays, and those above it.
        return;
      }
    }
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // It is a file, or not ours to read: the one message for that comes from trying to write there.
    return [];
  }
}

/** Innermost first. */
const absentFolders = (folder: string): string[] =>
  existsSync(folder) ? [] : [folder, ...absentFolders(dirname(folder))];

function makeWritable(dataDir: string, undo: () => void): void {
  try {
    // Folder by folder: Node's own recursion never ends where a parent exists but takes nobody in, as in /proc.
    for (const folder of absentFolders(dataDir).reverse()) mkdirSync(folder, { mode: 0o700 });
    const probe = join(dataDir, `.writable-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (fault) {
    undo();
    throw new StackFault(
      `the data folder ${dataDir} cannot be written (${codeOf(fault) ?? messageOf(fault)}): ` +
        "give it to this user, or choose another with --data DIR",
    );
  }
}

function openLock(dataDir: string, holderFile: string, undo: () => void): DatabaseSync {
  const file = join(dataDir, "lock.db");
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    chmodSync(file, 0o600);
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
    undo();
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
