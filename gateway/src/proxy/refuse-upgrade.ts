import type { Duplex } from "node:stream";
import { Refusal } from "@siren/contracts/refusal";
import type { Outcome } from "../access-log.ts";
import { refuseOn } from "../edge/front-door.ts";

/** What became of an upgrade, for those who write it down. */
export type Tell = (outcome: Outcome) => void;

/** So says RFC 6455, 4.4, and whoever names a protocol in Upgrade says so in Connection. */
const spoken = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";

export function refuseUpgrade(socket: Duplex, refusal: Refusal, tell?: Tell): void {
  tell?.({ status: refusal.status, code: refusal.code, upgrade: true });
  refuseOn(socket, refusal, refusal.code === "UPGRADE_REQUIRED" ? spoken : "");
}

/** What went wrong without anybody having said no is ours. */
export const refusalOf = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal("INTERNAL");
