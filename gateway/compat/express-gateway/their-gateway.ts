import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

const here = import.meta.dirname;
const system = `db: { redis: { emulate: true, namespace: EG } }
crypto: { cipherKey: only-for-this-run, algorithm: aes256, saltRounds: 4 }
session: { secret: only-for-this-run, resave: false, saveUninitialized: false }
accessTokens: { timeToExpiry: 7200000 }
refreshTokens: { timeToExpiry: 7200000 }
authorizationCodes: { timeToExpiry: 300000 }
`;

export type Plugins = Readonly<Record<string, Record<string, unknown>>>;
export type TheirGateway = { url: string; lines: string[]; close(): Promise<void> };

const startsWithinMs = 60_000;

/** The real one, started on a folder of its own. */
export async function openTheirs(
  folder: string,
  {
    config,
    env,
    people,
    plugins,
  }: { config: string; env?: Record<string, string>; people?: object; plugins: Plugins },
): Promise<TheirGateway> {
  const models = join(
    dirname(createRequire(join(here, "package.json")).resolve("express-gateway")),
    "config",
    "models",
  );
  await mkdir(join(folder, "models"), { recursive: true });
  for (const name of await readdir(models)) await copyFile(join(models, name), join(folder, "models", name));
  await writeFile(join(folder, "system.config.yml"), `${system}plugins: ${JSON.stringify(plugins)}\n`);
  await writeFile(join(folder, "gateway.config.yml"), config);
  const child = spawn(
    process.execPath,
    [
      "--no-deprecation",
      join(here, "their-process.cjs"),
      folder,
      ...(people ? [JSON.stringify(people)] : []),
    ],
    {
      cwd: here,
      env: { EG_DISABLE_CONFIG_WATCH: "1", LOG_LEVEL: "info", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const lines: string[] = [];
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      const [, port] = /^listening (\d+)$/.exec(line) ?? [];
      if (port) resolve(port);
    });
  }
  const ended = once(child, "exit");
  void ended.then(() => reject(new Error(`express-gateway did not start:\n${lines.slice(-20).join("\n")}`)));
  const late = setTimeout(() => child.kill("SIGKILL"), startsWithinMs);
  try {
    const url = `http://127.0.0.1:${await listening}`;
    return {
      url,
      lines,
      async close() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  } finally {
    clearTimeout(late);
  }
}
