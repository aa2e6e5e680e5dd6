import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { installSecrets } from "../k8s/install-secrets.ts";
import { objectsAt } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { environmentOf, type StackSettings, topology } from "../stack/topology.ts";
import { kindCluster } from "./kind-config.ts";

const read = (path: string) => readFileSync(join(repositoryRoot, path), "utf8");
const yamlOf = <T>(path: string) => parse(read(path), { merge: true }) as T;
const isThere = (path: string) => existsSync(join(repositoryRoot, path));

type Service = {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  secrets?: (string | { source: string; target: string })[];
  healthcheck?: object;
  depends_on?: Record<string, { condition: string }>;
};
type Compose = {
  services: Record<string, Service>;
  configs: Record<string, { content: string }>;
  secrets: Record<string, { file: string }>;
};

/** Of the runner's own children on one machine only. */
const notThere = /^(RUNNER_IPC|MALLOC_|EUREKA_PEERS|TLS_)/;
const settings: StackSettings = {
  ...{
    root: "/",
    dataDir: "/",
    host: "0.0.0.0",
    registryPort: 8761,
    gatewayPort: 8080,
    registry: "eureka:",
  },
  ...{ replicas: {}, seed: "empty", events: "feeds", logLevel: "info" },
};

test("compose.yaml runs every process with all that it is told elsewhere, and waits for what it needs", () => {
  const { services, configs } = yamlOf<Compose>("compose.yaml");
  const exported = [...(configs.start?.content.matchAll(/export (\w+)=/g) ?? [])].map(([, key]) => key);
  for (const spec of topology) {
    const { command, environment = {}, healthcheck, depends_on = {} } = services[spec.name] ?? {};
    assert.deepEqual(command, [spec.name, spec.entry]);
    assert.ok(healthcheck, spec.name);
    const told = new Set([...Object.keys(environment), ...exported]);
    const missing = Object.keys(environmentOf(spec, settings, 0)).filter(
      (key) => !notThere.test(key) && !told.has(key),
    );
    assert.deepEqual(missing, [], spec.name);
    for (const need of spec.needs)
      assert.equal(depends_on[need]?.condition, "service_healthy", `${spec.name}: ${need}`);
  }
  const images = new Set(topology.map(({ name }) => services[name]?.image));
  assert.equal(images.size, 1, "one image for all");
});

test("MongoDB's image is given its password by root: as mongodb it could not read a file of its maker's alone", () => {
  const { services, configs } = yamlOf<Compose>("compose.yaml");
  const { environment = {}, secrets = [] } = services.mongo ?? {};
  assert.deepEqual(
    Object.keys(environment).filter((key) => key.endsWith("_FILE")),
    [],
  );
  const lines = (configs.mongo?.content ?? "").trim().split("\n");
  for (const secret of secrets)
    assert.ok(
      lines.slice(0, -1).some((line) => line.includes(`/run/secrets/${secret}`)),
      String(secret),
    );
  assert.ok(lines.at(-1)?.startsWith("exec docker-entrypoint.sh mongod "));
  assert.ok(!lines.at(-1)?.includes("/run/secrets/"));
});

test("compose.yaml has no secret in it, and asks for those that `npm run secrets` makes", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "siren-compose-"));
  t.after(() => rmSync(folder, { recursive: true }));
  installSecrets(folder, "cluster");
  const made = readdirSync(join(folder, "secrets"));
  const { services, secrets } = yamlOf<Compose>("compose.yaml");
  for (const [name, { file }] of Object.entries(secrets))
    assert.ok(made.includes(basename(file)), `${name}: nobody makes ${basename(file)}`);
  for (const [name, { environment = {}, secrets: wanted = [] }] of Object.entries(services)) {
    for (const secret of wanted)
      assert.ok((typeof secret === "string" ? secret : secret.source) in secrets, name);
    for (const [key, value] of Object.entries(environment))
      if (/PASSWORD|TOKEN|KEY|SECRET/.test(key)) assert.match(value, /^\/run\/secrets\//, `${name}: ${key}`);
  }
});

test("skaffold.yaml builds what the overlays name, by the commit, and renders overlays that exist", () => {
  type Pair = {
    build: { artifacts: { image: string; docker: { dockerfile: string } }[] };
    manifests: { kustomize: { paths: string[] } };
  };
  type Skaffold = Pair & {
    build: { tagPolicy: object };
    portForward: { resourceName: string; port: number }[];
    profiles: Pair[];
  };
  const { profiles, ...whole } = yamlOf<Skaffold>("skaffold.yaml");
  assert.deepEqual(whole.build.tagPolicy, { gitCommit: { variant: "AbbrevCommitSha" } });
  const services = renderOverlay(join(repositoryRoot, "k8s/overlays/local"));
  for (const { resourceName, port } of whole.portForward) {
    const service = services.find(
      ({ kind, metadata }) => kind === "Service" && metadata.name === resourceName,
    );
    assert.ok(
      objectsAt(service, "spec", "ports", "*").some((one) => one.port === port),
      resourceName,
    );
  }
  for (const { build, manifests } of [whole, ...profiles]) {
    const [artifact] = build.artifacts;
    assert.ok(isThere(artifact?.docker.dockerfile ?? ""));
    for (const path of manifests.kustomize.paths)
      assert.match(read(`${path}/kustomization.yaml`), new RegExp(`newName: ${artifact?.image}$`, "m"), path);
  }
});

test("kind's cluster has one control plane and two workers, and nothing that kind does not know", () => {
  const { nodes } = kindCluster.parse(yamlOf("k8s/kind.yaml"));
  assert.deepEqual(
    nodes.map(({ role }) => role),
    ["control-plane", "worker", "worker"],
  );
  assert.equal(kindCluster.safeParse({ ...yamlOf<object>("k8s/kind.yaml"), node: [] }).success, false);
});

type Path = {
  on: { push: { branches: string[]; paths: string[] }; pull_request: { paths: string[] } };
  permissions: object;
  jobs: { path: { uses: string; with: { workload: string; tests: string } } };
};

test("each process and each page has a workflow, for its own folder and what it is made of", () => {
  const pages = readdirSync(join(repositoryRoot, "frontends"));
  const workloads = renderOverlay(join(repositoryRoot, "k8s/overlays/cluster")).map(
    ({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`,
  );
  for (const name of [...topology.map((spec) => spec.name), ...pages]) {
    const file = `.github/workflows/${name}.yml`;
    const { on, permissions, jobs } = yamlOf<Path>(file);
    const { uses, with: given } = jobs.path;
    assert.deepEqual([uses, permissions], ["./.github/workflows/path.yml", { contents: "read" }], name);
    assert.deepEqual(on.push.paths, on.pull_request.paths, name);
    for (const path of on.push.paths) assert.ok(isThere(path.replace("/**", "")), `${name}: ${path}`);
    for (const path of given.tests.split(" ")) assert.ok(isThere(path), `${name}: ${path}`);
    const spec = topology.find((one) => one.name === name);
    const own = spec ? spec.entry.replace("src/main.ts", "**") : `frontends/${name}/**`;
    for (const path of [own, file])
      assert.ok(on.push.paths.includes(path), `${name} does not look at ${path}`);
    // The gateway serves the pages.
    assert.ok(workloads.includes(given.workload), given.workload);
    assert.equal(given.workload.split("/")[1], spec?.name ?? "gateway");
  }
});

test("what comes from others is named by its commit, and the steps are those that the ancestors took", () => {
  for (const file of readdirSync(join(repositoryRoot, ".github/workflows"))) {
    const source = read(`.github/workflows/${file}`);
    for (const [, uses = ""] of source.matchAll(/uses: (\S+)/g))
      assert.match(uses, /^\.\/|@[0-9a-f]{40}$/, `${file}: ${uses}`);
  }
  const steps = read(".github/workflows/path.yml");
  const walked = [
    ...[
      "npm test -- $TESTS",
      "${GITHUB_SHA::7}",
      "docker push",
      'get "$WORKLOAD"',
      "set image",
      "rollout status",
    ],
    ...['npm run smoke -- --gateway "$GATEWAY" --tries 10 --requests 50', "npm run switch-dns"],
  ].map((step) => steps.indexOf(step));
  assert.deepEqual(
    walked,
    walked.toSorted((a, b) => a - b),
  );
  assert.ok(!walked.includes(-1), walked.join(" "));
});

type Step = { id?: string; name?: string; if?: string; run?: string };

/** A cluster of one workload: what runs is a word in a file. */
const fakeKubectl = `#!/bin/sh
case "$*" in
  *" get "*) cat "$RUNS" ;;
  *" set image "*) for word; do :; done; printf %s "\${word#process=}" > "$RUNS" ;;
  *" rollout undo "*) echo "an older one" > "$RUNS" ;;
esac
`;

test("a rollout that fails is taken back to what ran before it, and one that changed nothing takes nothing back", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "siren-path-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "kubectl"), fakeKubectl, { mode: 0o755 });
  const { jobs } = yamlOf<{ jobs: { deploy: { steps: Step[] } } }>(".github/workflows/path.yml");
  const step = (name: string) => jobs.deploy.steps.find((one) => one.name === name);
  const image = "ghcr.io/o/siren:0000002";
  const back = step("Back to what ran before");
  // Nothing was touched where the cluster could not even be asked.
  assert.equal(back?.if, "failure() && steps.before.outputs.image != ''");

  for (const before of ["ghcr.io/o/siren:0000001", image]) {
    const files = { RUNS: join(folder, "runs"), GITHUB_OUTPUT: join(folder, "output") };
    writeFileSync(files.RUNS, before);
    writeFileSync(files.GITHUB_OUTPUT, "");
    const run = (one: Step | undefined, more: object = {}) =>
      execFileSync("bash", ["-e", "-c", one?.run ?? "exit 1"], {
        env: {
          ...files,
          PATH: `${folder}:${process.env.PATH}`,
          ...{ IMAGE: "ghcr.io/O/siren", TAG: "0000002", WORKLOAD: "deployment/order", ...more },
        },
      });
    run(step("Note what runs now"));
    run(step("Roll out"));
    assert.equal(readFileSync(files.RUNS, "utf8"), image);
    const noted = readFileSync(files.GITHUB_OUTPUT, "utf8");
    assert.equal(noted, `image=${before}\n`);
    run(back, { BEFORE: before });
    assert.equal(readFileSync(files.RUNS, "utf8"), before);
  }
});
