import { spawn } from "node:child_process";
import { basename, delimiter, dirname } from "node:path";

/** Runs npm, the one that called us where that is known, under the given Node; quiet unless it fails. */
export function runNpm(node, args, cwd) {
  const caller = process.env.npm_execpath ?? "";
  const isNpm = basename(caller) === "npm-cli.js";
  const [command, before] = isNpm ? [node, [caller]] : ["npm", []];
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` };
  // What the outer npm was told (its prefix, its workspace, NODE_ENV) is not meant for this one.
  for (const key of Object.keys(env)) {
    if (
      /^npm_(config_(prefix|local_prefix|workspace|workspaces|omit|include|global|production)|package_|lifecycle_|command$)/i.test(
        key,
      )
    ) {
      delete env[key];
    }
  }
  delete env.NODE_ENV;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, ...args, "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.once("error", () => reject(new Error("npm cannot be run: install npm beside Node")));
    child.once("close", (code, signal) =>
      resolve({ code: code ?? signal, output: Buffer.concat(chunks).toString().trim() }),
    );
  });
}
