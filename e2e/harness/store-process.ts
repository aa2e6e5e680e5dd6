import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repositoryRoot } from "../../scripts/stack/settings.ts";

const entry = join(repositoryRoot, "packages", "embedded-mongo", "multi-process", "serve.ts");

/** A service's store as a server of its own, as a MongoDB would be: it can be taken away while the service lives. */
export class StoreProcess {
  uri = "";
  readonly #file: string;
  #child: ChildProcess | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Where it was before, if it ran before. */
  async start(): Promise<this> {
    const port = this.uri === "" ? "0" : new URL(this.uri).port;
    const child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", entry, this.#file, port],
      {
        stdio: ["ignore", "pipe", "inherit", "ipc"],
      },
    );
    this.#child = child;
    const ended = once(child, "exit").then(() => {
      throw new Error(`the store of ${this.#file} did not start`);
    });
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), "line"),
      ended,
    ])) as [string];
    ended.catch(() => {});
    this.uri = (JSON.parse(line) as { uri: string }).uri;
    return this;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || !this.isRunning) return;
    const gone = signal === "SIGKILL" ? once(child, "exit") : undefined;
    child.kill(signal);
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.signal("SIGKILL");
  }
}
