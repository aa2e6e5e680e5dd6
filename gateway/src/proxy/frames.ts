/** The length of a WebSocket frame's head, as far as its first two bytes tell: RFC 6455, section 5.2. */
function headLength(second: number): number {
  const length = second & 0x7f;
  const extended = length === 126 ? 2 : length === 127 ? 8 : 0;
  return 2 + extended + (second & 0x80 ? 4 : 0);
}

function payloadLength(head: Buffer): number {
  const length = (head[1] as number) & 0x7f;
  if (length === 126) return head.readUInt16BE(2);
  return length === 127 ? Number(head.readBigUInt64BE(2)) : length;
}

const longestHead = 14;

/**
 * Follows one direction of a WebSocket far enough to know where its frames end, and no further: only there may
 * another frame be put in. Nothing of what they hold is looked at or kept.
 */
export function followFrames() {
  const head = Buffer.alloc(longestHead);
  let headSize = 0;
  let payloadLeft = 0;

  const isBetween = () => headSize === 0 && payloadLeft === 0;

  /** Reads on; with `stop` only to the end of the frame that has begun. Says how many bytes of the chunk that were. */
  function read(chunk: Uint8Array, stop = false): number {
    let at = 0;
    while (at < chunk.length) {
      if (payloadLeft > 0) {
        const here = Math.min(payloadLeft, chunk.length - at);
        payloadLeft -= here;
        at += here;
      } else {
        head[headSize] = chunk[at] as number;
        headSize += 1;
        at += 1;
        if (headSize >= 2 && headSize === headLength(head[1] as number)) {
          payloadLeft = payloadLength(head);
          headSize = 0;
        }
      }
      if (stop && isBetween()) return at;
    }
    return at;
  }

  return { read, isBetween };
}

export type Frames = ReturnType<typeof followFrames>;

/** Status 1001: the one side is going away, and means nothing else by it. */
const goingAway = [0x03, 0xe9] as const;

/** As a server sends it. */
export const closeFrame = Buffer.from([0x88, 0x02, ...goingAway]);

/** As a client sends it: masked, as everything from there. */
export function maskedCloseFrame(mask: Uint8Array): Buffer {
  const payload = goingAway.map((byte, index) => byte ^ (mask[index] as number));
  return Buffer.from([0x88, 0x82, ...mask.subarray(0, 4), ...payload]);
}
