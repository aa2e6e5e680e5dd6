import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  statSync,
  type WriteStream,
} from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { codeOf, messageOf, StackFault } from "./fault.ts";

export type LogLine = { level?: unknown; event?: unknown; [field: string]: unknown };

const maxBytes = 20 * 1024 * 1024;
const keptLines = 40;

/** Everything a process says, in one file of bounded size (the one before it is kept as `.1`). */
export class ProcessLog {
  readonly file: string;
  /** The last lines, for the message when it dies. */
  readonly tail: string[] = [];
  #stream: WriteStream | undefined;
  #bytes = 0;

  constructor(file: string) {
    this.file = file;
    makePrivateFolder(dirname(file));
  }

  follow(stream: Readable, onEvent: (line: LogLine) => void): void {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      this.#write(line);
      const event = parsed(line);
      if (event) onEvent(event);
    });
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream) await new Promise((done) => stream.end(done));
  }

  #write(line: string): void {
    this.tail.push(line);
    if (this.tail.length > keptLines) this.tail.shift();
    this.#stream ??= this.#open();
    this.#stream.write(`${line}\n`);
    this.#bytes += Buffer.byteLength(line) + 1;
    if (this.#bytes >= maxBytes) {
      this.#stream.end();
      this.#stream = undefined;
    }
  }

  #open(): WriteStream {
    this.#bytes = existsSync(this.file) ? statSync(this.file).size : 0;
    if (this.#bytes >= maxBytes) {
      renameSync(this.file, `${this.file}.1`);
      this.#bytes = 0;
    }
    // A full disk must not take the whole stack down with its log.
    return createWriteStream(this.file, { flags: "a", mode: 0o600 }).on("error", () => {});
  }
}

/** Who ordered what is nobody else's business, also where the data folder was open to others before. */
function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o700);
  } catch (fault) {
    throw new StackFault(
      `no logs can be kept in ${folder} (${codeOf(fault) ?? messageOf(fault)}): put it aside`,
    );
  }
}

function parsed(line: string): LogLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * `19:03:04 order-0 warn breaker-open service=member`: what a person at the terminal wants of a JSON line,
 * and always one line. Where in the code it happened stays in the file.
 */
export function shortForm(who: string, line: LogLine, at: Date): string {
  const { level, event, t: _t, service: _service, instance: _instance, stack: _stack, ...fields } = line;
  const rest = Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
  const words = `${at.toTimeString().slice(0, 8)} ${who} ${level} ${event ?? ""} ${rest}`;
  return words.replaceAll(/\s+/g, " ").trimEnd().slice(0, 300);
}

export const isWorthTelling = ({ level }: LogLine, warnings: boolean): boolean =>
  level === "error" || level === "fatal" || (warnings && level === "warn");
