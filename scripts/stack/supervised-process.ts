import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { StackFault } from "./fault.ts";
import { isWorthTelling, type LogLine, ProcessLog, shortForm } from "./process-log.ts";
import { nextPauseMs } from "./restart-pause.ts";
import type { ProcessName } from "./topology.ts";

export type Announcement = { url: string; managementUrl?: string; instanceId?: string };

/** `waiting`: crashed, to be started again. `down`: ended and left so. */
export type ProcessState = "starting" | "listening" | "waiting" | "stopping" | "down";

export type SupervisedOptions = {
  name: ProcessName;
  replica: number;
  /** The tree that it runs out of, asked at each start. */
  root: () => string;
  program: () => string;
  logFile: string;
  env: () => Record<string, string>;
  restartCrashed: boolean;
  nodeFlags: readonly string[];
  say: (line: string) => void;
  /** While everything starts or stops, neighbours that are not there are no news. */
  isSettled: () => boolean;
  onLine?: (process: Supervised, line: LogLine) => void;
};

const stopDeadlineMs = 3_000;
/** EX_CONFIG and EX_DATAERR: a person has to change something first, trying again cannot help. */
const hopelessExitCodes = [78, 65];
const triesAtFirstStart = 3;

/** One process of the stack: started, listened to, restarted when it crashes, stopped with a deadline. */
export class Supervised {
  readonly name: ProcessName;
  readonly replica: number;
  readonly log: ProcessLog;
  state: ProcessState = "down";
  announcement: Announcement | undefined;
  restarts = 0;
  startedAtMs = 0;
  readonly #options: SupervisedOptions;
  #env: Record<string, string> = {};
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #announced: PromiseWithResolvers<Announcement> | undefined;
  #pauseMs = 0;
  #everListened = false;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(options: SupervisedOptions) {
    this.#options = options;
    this.name = options.name;
    this.replica = options.replica;
    this.log = new ProcessLog(options.logFile);
  }

  get label(): string {
    return `${this.name}-${this.replica}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when it listens, also when that takes a few tries; rejects when it was left down. */
  start(extraEnv: Record<string, string> = {}): Promise<Announcement> {
    this.#env = { ...this.#options.env(), ...extraEnv };
    this.#pauseMs = 0;
    const announced = Promise.withResolvers<Announcement>();
    this.#announced = announced;
    // Whoever waits sees the rejection; a crash that nobody waits for has been told by then.
    announced.promise.catch(() => {});
    this.#spawn();
    return announced.promise;
  }

  /** Sends a signal; resolves once the process is gone, or at once for signals that do not end it. */
  async signal(signal: NodeJS.Signals, { restart = this.#options.restartCrashed } = {}): Promise<void> {
    const child = this.#child;
    if (!child) return;
    if (signal === "SIGSTOP" || signal === "SIGCONT" || signal.startsWith("SIGUSR")) {
      child.kill(signal);
      return;
    }
    if (!restart) this.state = "stopping";
    child.kill(signal);
    await this.#exited;
  }

  /** Asks it to stop and waits; what does not stop in time is killed. */
  async stop(deadlineMs = stopDeadlineMs): Promise<void> {
    clearTimeout(this.#restartTimer);
    const child = this.#child;
    this.state = child ? "stopping" : "down";
    if (child) {
      const deadline = setTimeout(() => {
        this.#options.say(`${this.label} did not stop within ${deadlineMs} ms: killed`);
        child.kill("SIGKILL");
      }, deadlineMs);
      child.kill("SIGTERM");
      // A paused process (SIGSTOP, by a test) would only hear the signal when continued.
      child.kill("SIGCONT");
      await this.#exited;
      clearTimeout(deadline);
    }
    this.#announced?.reject(new StackFault(`${this.label} was stopped`));
    await this.log.close();
  }

  killNow(): void {
    clearTimeout(this.#restartTimer);
    this.state = "stopping";
    this.#child?.kill("SIGKILL");
  }

  #spawn(): void {
    const { program, nodeFlags } = this.#options;
    const root = this.#options.root();
    this.state = "starting";
    this.startedAtMs = Date.now();
    this.announcement = undefined;
    if (this.#env.DATA_DIR) mkdirSync(this.#env.DATA_DIR, { recursive: true, mode: 0o700 });
    const child = spawn(process.execPath, [...nodeFlags, program()], {
      cwd: root,
      env: this.#env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Its own process group: a terminal's Ctrl-C reaches the runner alone, which stops things in order.
      detached: true,
    });
    this.#child = child;
    if (child.stdout) this.log.follow(child.stdout, (parsed) => this.#heard(parsed));
    if (child.stderr) this.log.follow(child.stderr, (parsed) => this.#heard(parsed));
    this.#exited = new Promise((resolve) => {
      child.once("error", (fault) => {
        this.#options.say(`${this.label} cannot be run: ${fault.message}`);
      });
      child.once("close", (code, signal) => {
        this.#child = undefined;
        resolve();
        this.#ended(code, signal);
      });
    });
  }

  #heard(parsed: LogLine): void {
    if (parsed.event === "listening" && typeof parsed.url === "string" && this.state === "starting") {
      this.state = "listening";
      this.#everListened = true;
      this.announcement = {
        url: parsed.url,
        ...(typeof parsed.managementUrl === "string" && { managementUrl: parsed.managementUrl }),
        ...(typeof parsed.instanceId === "string" && { instanceId: parsed.instanceId }),
      };
      this.#announced?.resolve(this.announcement);
    }
    this.#options.onLine?.(this, parsed);
    if (isWorthTelling(parsed, this.#options.isSettled()))
      this.#options.say(shortForm(this.label, parsed, new Date()));
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    if (this.state === "stopping") {
      this.state = "down";
      return;
    }
    const hopeless = code !== null && hopelessExitCodes.includes(code);
    const neverListened = !this.#everListened;
    if (
      !this.#options.restartCrashed ||
      (neverListened && (hopeless || this.restarts + 1 >= triesAtFirstStart))
    ) {
      this.state = "down";
      const what = hopeless ? `${this.label} cannot start` : `${this.label} ${how}`;
      this.#announced?.reject(new StackFault(`${what}: ${this.#lastWords()}`));
      return;
    }
    this.#pauseMs = nextPauseMs(this.#pauseMs, Date.now() - this.startedAtMs);
    this.restarts += 1;
    this.state = "waiting";
    this.#options.say(
      `${this.label} ${how}${neverListened ? ` (${this.#lastWords()})` : ""}: starting it again in ${this.#pauseMs / 1000} s`,
    );
    this.#restartTimer = setTimeout(() => this.#spawn(), this.#pauseMs);
  }

  /** What it said last to a person, else its last line: one line in either case. */
  #lastWords(): string {
    const last = this.log.tail.filter((line) => line.trim() !== "" && !line.startsWith("    at "));
    const spoken = last.filter((line) => !line.startsWith("{") && !line.startsWith("Node.js v"));
    const thrown = spoken.findLast((line) => /^\w*(Error|Fault)\b.*: /.test(line));
    const words = thrown ? [thrown] : spoken.length > 0 ? spoken.slice(-4) : last.slice(-1);
    return words.length > 0 ? words.join(" | ").slice(0, 500) : `see ${this.log.file}`;
  }
}
