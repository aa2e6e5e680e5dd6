import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "embedded-mongo-";
const socketName = "m.sock";
/** Where the system allows no longer path for a socket. */
const longestPath = 100;
/** A start is not to wait for what a thousand killed ones have left. */
const sweptAtOnce = 50;
/** Between being bound and being listened to, a socket refuses as one does that nobody has. */
const begunByMs = 60_000;

export const socketIn = (folder: string): string => join(folder, socketName);

/** mkdtemp makes it 0700: nobody else on the machine reaches the socket in it. */
export function privateFolder(parent = tmpdir()): string | undefined {
  if (process.platform === "win32") return undefined;
  try {
    const folder = mkdtempSync(join(parent, prefix));
    if (socketIn(folder).length <= longestPath) return folder;
    rmSync(folder, { recursive: true });
  } catch {
    // No place for a socket: loopback serves as well.
  }
  return undefined;
}

/**
 * Whoever was killed left his folder behind. Only an old socket that refuses a connection is surely nobody's: a
 * process number says nothing across containers, and what is new may be just starting.
 */
export async function sweepLeftFolders(parent = tmpdir(), now = Date.now()): Promise<void> {
  if (process.platform === "win32") return;
  const left = readdirSync(parent).filter((name) => name.startsWith(prefix));
  await Promise.all(
    left.slice(0, sweptAtOnce).map(async (name) => {
      const folder = join(parent, name);
      const isOld = (statSync(socketIn(folder), { throwIfNoEntry: false })?.mtimeMs ?? now) < now - begunByMs;
      if (isOld && (await isRefused(socketIn(folder)))) rmSync(folder, { recursive: true, force: true });
    }),
  );
}

function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.unref();
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", (fault: NodeJS.ErrnoException) => resolve(fault.code === "ECONNREFUSED"));
  });
}
