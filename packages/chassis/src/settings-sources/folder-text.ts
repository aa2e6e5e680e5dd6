import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Of whatever else may be changed while it runs. */
const otherSettings = "live.yml";
const levelName = /^(?:([A-Z]+)_)?LOG_LEVEL$/;

/**
 * A folder with a file for each name, as a cluster mounts a ConfigMap: `LOG_LEVEL`, `ORDER_LOG_LEVEL` and so on, and
 * beside them `live.yml`. Told as the one YAML that they are together. A name that nobody knows is refused: it is
 * somebody's slip, who waits for its effect.
 */
export async function folderText(folder: string): Promise<string> {
  // Kubernetes keeps its own links beside the names, beginning with dots.
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".")).sort();
  const read = async (name: string) => (await readFile(join(folder, name), "utf8")).trim();
  const lines: string[] = [];
  const levels: string[] = [];
  for (const name of names) {
    const text = await read(name);
    if (name === otherSettings) {
      lines.push(text);
      continue;
    }
    const [isLevel, service] = levelName.exec(name) ?? [];
    if (isLevel === undefined) throw new Error(`${name} is no setting`);
    if (service === undefined) lines.push(`logLevel: ${JSON.stringify(text)}`);
    else levels.push(`${service.toLowerCase()}: ${JSON.stringify(text)}`);
  }
  if (levels.length > 0) lines.push(`logLevels: { ${levels.join(", ")} }`);
  return lines.join("\n");
}
