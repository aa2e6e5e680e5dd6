import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@siren/chassis/free-port";
import { type Child, startChild } from "../src/testing/child-process.ts";
import type { RealEdge } from "../src/testing/real-edge.ts";

const run = promisify(execFile);
const peers = join(import.meta.dirname, "peers");

export type Contestant = {
  name: string;
  /** Whom the ratios are told against. */
  isReference?: true;
  start(around: Around): Promise<Child>;
  /** Before the path of what is asked for. */
  prefix: string;
};

export type Around = { edge: RealEdge; backend: Child; flags: readonly string[]; config: string };

/** The gateway of another checkout, with its own configuration: what a change gave is told in pairs. */
export const gatewayIn = (folder: string): Contestant => ({
  name: `the gateway in ${basename(folder)}`,
  prefix,
  start: ({ edge, flags }) =>
    edge.startGateway(
      { GATEWAY_CONFIG: join(folder, "gateway", "gateway.config.yml") },
      { flags, entry: join(folder, "gateway", "src", "main.ts") },
    ),
});

const prefix = "/api/v1/order";

const peer = (name: string, file: string, more: Pick<Contestant, "isReference"> = {}): Contestant => ({
  ...{ name, prefix, ...more },
  async start({ edge, backend }) {
    const env = await peerEnv(edge, backend);
    const listensAt = file.endsWith(".cjs") ? `http://127.0.0.1:${env.PORT}` : undefined;
    const how = { env, ...(listensAt && { listensAt }) };
    return startChild(join(peers, file), how);
  },
});

async function peerEnv({ folder }: RealEdge, backend: Child) {
  const own = await mkdtemp(join(folder, "peer-"));
  return {
    ...{ PATH: process.env.PATH ?? "", NODE_ENV: "production", LOG_LEVEL: "error" },
    ...{ BACKEND: backend.url, FOLDER: own, PORT: String(await freePort()) },
  };
}

export const contestants: readonly Contestant[] = [
  {
    name: "this gateway, everything on",
    prefix,
    start: ({ edge, flags, config }) => edge.startGateway({ GATEWAY_CONFIG: config }, { flags }),
  },
  peer("Express 5 + http-proxy-middleware", "express-hpm.mjs", { isReference: true }),
  peer("node:http + undici dispatch, nothing else", join("..", "bare-dispatch.ts")),
  peer("express-gateway, bare proxy", "express-gateway.cjs"),
  peer("fast-gateway", "fast-gateway.mjs"),
  { name: "nginx, one worker", prefix, start: startNginx },
];

async function startNginx({ edge, backend }: Around): Promise<Child> {
  const folder = await mkdtemp(join(edge.folder, "nginx-"));
  const port = await freePort();
  const config = join(folder, "nginx.conf");
  await mkdir(join(folder, "temp"));
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/temp;`)
    .join(" ");
  await writeFile(
    config,
    `worker_processes 1; daemon off; pid ${folder}/pid; error_log stderr;
events { worker_connections 1024; }
http {
  access_log off; ${temp}
  keepalive_requests 100000000;
  upstream backend { server ${new URL(backend.url).host}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`,
  );
  const env = { PATH: process.env.PATH ?? "" };
  const args = ["-c", config, "-p", folder];
  return startChild("nginx", { env, program: "nginx", args, listensAt: `http://127.0.0.1:${port}/small` });
}

/** Those of them that can be had here; installs the peers when they are not there yet. */
export async function present(say: (line: string) => void, only: string): Promise<Contestant[]> {
  const wanted = contestants.filter(
    ({ name, isReference }) => isReference || only.split(",").some((one) => name.includes(one)),
  );
  await access(join(peers, "node_modules", ".package-lock.json")).catch(async () => {
    say("installing what is measured beside, in gateway/bench/peers ...");
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: peers, timeout: 300_000 });
  });
  const hasNginx = await run("nginx", ["-v"]).then(
    () => true,
    () => false,
  );
  if (!hasNginx) say("nginx is not installed here, and left out");
  return wanted.filter(({ start }) => hasNginx || start !== startNginx);
}
