import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";

const ours = join(import.meta.dirname, "..", "gateway.config.yml");

/** The default configuration itself, with so many further routes beside it as are asked for. */
export async function everythingOn(folder: string, furtherRoutes = 0): Promise<string> {
  const document = parseDocument(await readFile(ours, "utf8"));
  for (let i = 0; i < furtherRoutes; i++) {
    document.setIn(["apiEndpoints", `more-${i}`], { paths: `/api/v1/more/service-${i}/**` });
    document.setIn(["pipelines", `more-${i}`], {
      apiEndpoints: [`more-${i}`],
      policies: [{ proxy: { action: { serviceEndpoint: "order", stripPath: true } } }],
    });
  }
  const file = join(folder, `gateway-${furtherRoutes}.config.yml`);
  await writeFile(file, document.toString());
  return file;
}
