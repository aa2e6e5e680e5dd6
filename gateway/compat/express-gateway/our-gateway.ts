import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openServiceDoor } from "@siren/chassis/testing/service-door";
import { buildGateway } from "../../src/app.ts";
import { gatewayConfig } from "../../src/config.ts";

/** Ours, with the same configuration. */
export async function openOurs(config: string, credentials: string, env: Record<string, string>) {
  const door = await openServiceDoor("gateway", (told, given) =>
    buildGateway({ config: gatewayConfig(told), ...given }),
  );
  try {
    const file = join(door.folder, "gateway.config.yml");
    await writeFile(file, config);
    await writeFile(join(door.folder, "credentials.yml"), credentials);
    const { url } = await door.start({
      GATEWAY_CONFIG: file,
      CREDENTIALS_FILE: join(door.folder, "credentials.yml"),
      LOG_LEVEL: "info",
      ...env,
    });
    return { url, lines: door.log, folder: door.folder, close: () => door.close() };
  } catch (error) {
    await door.close();
    throw error;
  }
}
