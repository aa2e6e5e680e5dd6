import type { Registry, RegistryOptions } from "./port.ts";
export function consulRegistry(_url: string, _options: RegistryOptions): Registry {
  throw new Error("not yet");
}
