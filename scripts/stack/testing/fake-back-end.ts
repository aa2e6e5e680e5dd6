import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { StackOptions } from "../settings.ts";
import { type ProcessSpec, topology } from "../topology.ts";

/** What starts the programs of a fake repository, on whatever ports are free. */
type FakeOptions = Pick<StackOptions, "root" | "gatewayPort" | "registryPort" | "buildPages"> & {
  topology: ProcessSpec[];
};

/**
 * A repository of programs that behave as far as the runner can see: they announce themselves, answer
 * /readyz and stop when told. The fake registry shows whoever asked it to.
 */
export function fakeRepository(): { root: string; options: FakeOptions; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), "siren-stack-"));
  for (const spec of topology) {
    const file = join(root, spec.entry);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, spec.name === "discovery" ? registryProgram : serviceProgram(spec.name));
  }
  return {
    root,
    options: { root, topology: [...topology], gatewayPort: 0, registryPort: 0, buildPages: false },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const shared = `
import { createServer } from "node:http";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
const say = (line) => process.stdout.write(JSON.stringify({ level: "info", ...line }) + "\\n");
const note = (what) => appendFileSync(join(process.env.DATA_DIR, "..", "..", "moments.txt"), what + "\\n");
const stop = (name) => { note("stopped " + name); process.exit(0); };
const obey = (name) => {
  if (process.env.IGNORE_SIGTERM) process.on("SIGTERM", () => {});
  else process.on("SIGTERM", () => stop(name));
  process.on("disconnect", () => stop(name));
};
if (process.env.FAIL_WITH) { process.stderr.write("STORE is not a store\\n"); process.exit(Number(process.env.FAIL_WITH)); }
`;

const registryProgram = `${shared}
const up = new Map();
const server = createServer((request, response) => {
  if (request.method === "POST") { const [, service, id] = request.url.split("/"); up.set(id, service); return response.end(); }
  if (request.url === "/readyz") return response.end("{}");
  const application = [...up].map(([instanceId, service]) => ({ name: service.toUpperCase(), instance: [{ instanceId, status: "UP" }] }));
  response.end(JSON.stringify({ applications: { application } }));
});
server.listen(Number(process.env.PORT), process.env.HOST, () => {
  note("listening discovery");
  say({ event: "listening", url: "http://127.0.0.1:" + server.address().port });
});
obey("discovery");
`;

const serviceProgram = (name: string) => `${shared}
const server = createServer((request, response) => {
  if (request.url === "/crash") process.exit(3);
  if (request.url === "/env") return response.end(JSON.stringify(process.env));
  response.end("{}");
});
server.listen(Number(process.env.PORT), process.env.HOST, async () => {
  const instanceId = "${name}:" + process.pid;
  note("listening ${name}");
  say({ event: "listening", url: "http://127.0.0.1:" + server.address().port, instanceId });
  const registry = process.env.REGISTRY.slice(process.env.REGISTRY.indexOf(":") + 1).split(",")[0];
  await fetch(new URL("/${name}/" + instanceId, registry), { method: "POST" }).catch(() => {});
});
obey("${name}");
`;
