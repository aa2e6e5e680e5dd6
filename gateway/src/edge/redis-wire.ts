export type RedisValue = string | number | null | RedisFault | RedisValue[];

/** What Redis answered in place of a value. */
export class RedisFault extends Error {
  override name = "RedisFault";
}

/** One command as Redis takes it: a list of byte strings. */
export function commandOf(parts: readonly (string | number)[]): string {
  let text = `*${parts.length}\r\n`;
  for (const part of parts) {
    const said = String(part);
    text += `$${Buffer.byteLength(said)}\r\n${said}\r\n`;
  }
  return text;
}

/** More than any answer of ours can be: whoever sends that is no Redis. */
const mostBytes = 64 * 1024;

/** Cuts what comes in into answers (RESP 2), however it was split on its way. Throws at what is no such thing. */
export function createReplyReader(onReply: (value: RedisValue) => void): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  let at = 0;

  function line(): string | undefined {
    const end = held.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const text = held.toString("latin1", at, end);
    at = end + 2;
    return text;
  }

  function lengthIn(text: string): number {
    const length = Number(text.slice(1));
    if (!Number.isInteger(length) || length < -1 || length > mostBytes)
      throw new Error("no answer of a Redis");
    return length;
  }

  function value(): RedisValue | undefined {
    const head = line();
    if (head === undefined) return undefined;
    if (head[0] === "+") return head.slice(1);
    if (head[0] === "-") return new RedisFault(head.slice(1));
    if (head[0] === ":") return Number(head.slice(1));
    if (head[0] === "$") {
      const length = lengthIn(head);
      if (length < 0) return null;
      if (held.length < at + length + 2) return undefined;
      const text = held.toString("utf8", at, at + length);
      at += length + 2;
      return text;
    }
    if (head[0] !== "*") throw new Error("no answer of a Redis");
    const length = lengthIn(head);
    if (length < 0) return null;
    const all: RedisValue[] = [];
    for (let i = 0; i < length; i += 1) {
      const one = value();
      if (one === undefined) return undefined;
      all.push(one);
    }
    return all;
  }

  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    for (;;) {
      at = 0;
      const found = value();
      if (found === undefined) break;
      held = held.subarray(at);
      onReply(found);
    }
    if (held.length > mostBytes) throw new Error("no answer of a Redis");
  };
}
