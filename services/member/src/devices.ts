import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Where somebody has signed in before is known again by this for half a year. */
export const deviceLifetimeMs = 180 * 24 * 60 * 60_000;

const form = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/**
 * A cookie that says "this browser has signed in to this account before". It opens nothing: its bearer's wrong
 * tries are only counted apart from those of everybody else at the same address. Nothing is stored for it.
 */
export function createDevices(key: Buffer, newSecret: (bytes: number) => Buffer = randomBytes) {
  const markOf = (deviceId: string, memberId: string) =>
    createHmac("sha256", key).update(`${deviceId}.${memberId}`).digest();

  function known(cookie: string | undefined, memberId: string | undefined): string | undefined {
    const [, deviceId = "", mark = ""] = form.exec(cookie ?? "") ?? [];
    if (deviceId === "" || memberId === undefined) return undefined;
    const isOurs = timingSafeEqual(Buffer.from(mark, "base64url"), markOf(deviceId, memberId));
    return isOurs ? deviceId : undefined;
  }

  return {
    /** The device's id, when this account has signed in there. */
    known,
    /** What the browser keeps from now on: the same as before where it is known. */
    remember(cookie: string | undefined, memberId: string): string {
      const deviceId = known(cookie, memberId) ?? newSecret(16).toString("base64url");
      return `${deviceId}.${markOf(deviceId, memberId).toString("base64url")}`;
    },
  };
}

export type Devices = ReturnType<typeof createDevices>;
