import type { Balancer, Chosen } from "@siren/chassis/balancing/balancer";
import type { Choice } from "@siren/chassis/balancing/choice";
import { Refusal } from "@siren/contracts/refusal";
import { mustBePublic } from "./choose-instance.ts";
import { listens } from "./listens.ts";

const connectWithinMs = 500;

/**
 * An instance for a socket. The proxy ends the browser's socket with the first error and cannot be handed it a second
 * time; so whoever was killed and is still in our view is found out, and passed over, before.
 */
export async function whoListens(balancer: Balancer, service: string, choice: Choice): Promise<Chosen> {
  mustBePublic(balancer, service);
  const tried = new Set<string>();
  for (;;) {
    const chosen = balancer.choose(service, tried, choice);
    if (!chosen) throw new Refusal(tried.size === 0 ? "NO_INSTANCE" : "BAD_UPSTREAM");
    const { id, host, port } = chosen.instance;
    if (await listens(host, port, connectWithinMs)) return chosen;
    chosen.release();
    chosen.trouble("connect");
    tried.add(id);
  }
}
