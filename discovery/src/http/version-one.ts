import type { Request } from "express";
import type { Lease } from "../registry/lease.ts";

/** `/eureka/v1`: the clients before 2012, whose XML knew three statuses. Everything else is as in version two. */
export const isVersionOne = (req: Request): boolean => req.baseUrl.toLowerCase().endsWith("/v1");

const KNOWN = ["UP", "DOWN", "STARTING"];

export function asVersionOne(lease: Lease): Lease {
  if (KNOWN.includes(lease.instance.status)) return lease;
  return { ...lease, instance: { ...lease.instance, status: "DOWN" } };
}
