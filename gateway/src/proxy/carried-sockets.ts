import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { closeFrame, type Frames, followFrames, maskedCloseFrame } from "./frames.ts";

/** How long a browser is waited for to close its side too: one whose network is gone never does. */
const lastWordMs = 500;

/** Many sockets are ended over a longer time, so that all pages do not come to the next gateway at once. */
export const farewellMs = (count: number): number => Math.min(3_000, 250 + count);

type Side = { from: Duplex; to: Duplex; frames: Frames; watch: (chunk: Buffer) => void };

function sideOf(from: Duplex, to: Duplex): Side {
  const frames = followFrames();
  const watch = (chunk: Buffer) => void frames.read(chunk);
  from.on("data", watch);
  return { from, to, frames, watch };
}

/** Lets the frame that has begun arrive whole, puts a close frame behind it, and passes nothing on after that. */
function closeBehind({ from, to, frames, watch }: Side, frame: Buffer): void {
  from.unpipe(to).off("data", watch);
  // What is not read any more would hold the connection's end back.
  from.resume();
  const finish = () => {
    if (to.writable) to.end(frame);
  };
  if (frames.isBetween()) {
    finish();
    return;
  }
  const pass = (chunk: Buffer) => {
    const rest = frames.read(chunk, true);
    if (to.writable) to.write(chunk.subarray(0, rest));
    if (!frames.isBetween()) return;
    from.off("data", pass);
    finish();
  };
  from.on("data", pass);
}

/**
 * The sockets whose bytes we carry. Whoever stops tells both ends so in their own language, WebSocket's close frame
 * 1001, instead of cutting a wire: a page then knows that it is to come again, and the service that nobody is there.
 */
export function createCarriedSockets() {
  const carried = new Map<Duplex, () => Promise<void>>();

  return {
    count: () => carried.size,
    /** From the moment on when both sides have said yes, before the first byte has passed. */
    add(browser: Duplex, service: Duplex): void {
      const down = sideOf(service, browser);
      const up = sideOf(browser, service);
      browser.once("close", () => carried.delete(browser));
      carried.set(browser, async () => {
        if (browser.destroyed) return;
        closeBehind(down, closeFrame);
        closeBehind(up, maskedCloseFrame(randomBytes(4)));
        await new Promise<void>((resolve) => {
          const mute = setTimeout(() => browser.destroy(), lastWordMs);
          browser.once("close", () => {
            clearTimeout(mute);
            resolve();
          });
        });
      });
    },
    /** Each at its own moment within that time. */
    async sayGoodbye(random: () => number): Promise<void> {
      const withinMs = farewellMs(carried.size);
      const leave = async (farewell: () => Promise<void>) => {
        await new Promise((resolve) => setTimeout(resolve, random() * withinMs));
        await farewell();
      };
      await Promise.all([...carried.values()].map(leave));
    },
  };
}
