import type { Instance, Registry } from "./port.ts";

/**
 * The registry as far as it is believed: whoever can write to it must not be able to draw holds, tokens and
 * sockets to an address of theirs.
 */
export function withinNetworks(registry: Registry, isAllowed: (instance: Instance) => boolean): Registry {
  return {
    ...registry,
    instances: (service) => registry.instances(service).filter(isAllowed),
    watch: (service, listener) =>
      registry.watch(service, (instances) => listener(instances.filter(isAllowed))),
  };
}
