import * as z from "zod/mini";

export const roles = ["guest", "customer", "barista", "manager", "ops", "service"] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** Every process that may speak to another; also the `iss` and `aud` of internal identities. */
export const serviceNames = [
  "discovery",
  "gateway",
  "menu",
  "order",
  "barista",
  "member",
  "auditor",
] as const;
export const serviceName = z.enum(serviceNames);
export type ServiceName = z.infer<typeof serviceName>;
