import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { orExit, readArguments } from "../stack/read-arguments.ts";
import { repositoryRoot } from "../stack/settings.ts";

/**
 * `npm run check:delivery`: the files for other people's tools, read by those tools or by what they publish. It needs
 * Go and its module proxy, and minutes the first time; what it builds is kept in a folder that git does not see.
 * Skaffold's later versions are not at the proxy; the schema of its 2.13 is that of the file's apiVersion.
 */
const composeGo = "github.com/compose-spec/compose-go/v2@v2.16.2";
const kind = "sigs.k8s.io/kind@v0.33.0";
const skaffold = "github.com/GoogleContainerTools/skaffold/v2@v2.13.2";
const actionlint = "github.com/rhysd/actionlint@v1.7.12";
const prometheus = "github.com/prometheus/prometheus@v0.308.1";
/** Without those that look for targets in thirty clouds. */
const prometheusTags = "remove_all_sd,enable_kubernetes_sd";

const folder = join(repositoryRoot, ".siren", "delivery");

function run(command: string, words: readonly string[], cwd = repositoryRoot): void {
  execFileSync(command, words, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}

/** A module of its own for each tool: what one of them asks for changes no other. */
function moduleOf(name: string): string {
  const at = join(folder, name);
  mkdirSync(at, { recursive: true });
  if (!existsSync(join(at, "go.mod")))
    writeFileSync(join(at, "go.mod"), `module siren.local/${name}\n\ngo 1.24\n`);
  return at;
}

function built(name: string, module: string, main: string, tags = ""): string {
  const binary = join(folder, `${name}.bin`);
  if (existsSync(binary)) return binary;
  const at = moduleOf(name);
  run("go", ["get", `${main}@${module.split("@")[1]}`], at);
  run("go", ["build", "-mod=mod", `-tags=${tags}`, "-o", binary, main], at);
  return binary;
}

function checkSchemas(): void {
  const at = moduleOf("schemas");
  copyFileSync(join(import.meta.dirname, "foreign", "schemas.go"), join(at, "main.go"));
  run("go", ["get", composeGo, kind], at);
  run("go", ["mod", "tidy"], at);
  const binary = join(folder, "schemas.bin");
  run("go", ["build", "-o", binary, "."], at);
  const told = execFileSync("go", ["mod", "download", "-json", skaffold], { cwd: at, encoding: "utf8" });
  const { Dir: source } = JSON.parse(told) as { Dir: string };
  run(binary, [repositoryRoot, join(source, "docs-v2/content/en/schemas")]);
}

function checkWorkflows(): void {
  const workflows = readdirSync(join(repositoryRoot, ".github/workflows")).map(
    (file) => `.github/workflows/${file}`,
  );
  run(built("actionlint", actionlint, "github.com/rhysd/actionlint/cmd/actionlint"), workflows);
  console.log(`.github/workflows: actionlint finds nothing in ${workflows.length} files`);
}

function checkPrometheus(): void {
  const promtool = built(
    "promtool",
    prometheus,
    "github.com/prometheus/prometheus/cmd/promtool",
    prometheusTags,
  );
  const configs = ["one-machine", "compose", "cluster"].map((name) => `observability/prometheus/${name}.yml`);
  // Files that they name lie elsewhere in a container.
  run(promtool, ["check", "config", "--syntax-only", ...configs]);
  run(promtool, ["check", "rules", "observability/prometheus/rules.yml"]);
  run(promtool, ["test", "rules", "observability/prometheus/rules.test.yml"]);
}

const checks = { schemas: checkSchemas, workflows: checkWorkflows, prometheus: checkPrometheus };
type Check = keyof typeof checks;
const { values } = orExit(() => readArguments({ options: { only: { type: "string" } } }));
const names = Object.keys(checks) as Check[];
mkdirSync(folder, { recursive: true });
chmodSync(folder, 0o700);
for (const name of names.filter((one) => values.only === undefined || one === values.only)) {
  try {
    checks[name]();
  } catch (fault) {
    process.exitCode = 1;
    process.stderr.write(`siren: ${name}: ${fault instanceof Error ? fault.message : fault}\n`);
  }
}
if (process.connected) process.disconnect();
