import { orderConfig } from "../../services/order/src/config.ts";
import type { Deadlines } from "../../services/order/src/use-cases/ports.ts";

/** Order's own, as its configuration has them when nothing is said. */
export const deadlines: Deadlines = orderConfig({
  DATA_DIR: "nowhere",
  STORE: "sqlite:///nowhere",
  IDENTITY_KEY_FILE: "nowhere",
  IDENTITY_PUBLIC_KEYS_FILE: "nowhere",
});
