import type { Reply, RequestContext } from "@siren/chassis/http/routes";
import type { Confirmation } from "./confirmation.ts";
import { deviceCookie, presentedDevice, presentedRefresh, sessionCookies } from "./cookies.ts";
import type { Devices } from "./devices.ts";
import type { OpenSession } from "./sessions.ts";
import type { Place } from "./sign-in.ts";

type Asked = Pick<RequestContext, "headers" | "req">;

/** The gateway says how the browser came in; only over TLS may a cookie be marked as such. */
export const isSecure = (c: Pick<RequestContext, "headers">) => c.headers["x-forwarded-proto"] === "https";

export const placeOf = (c: Asked): Place => ({
  address: String(c.headers["x-forwarded-for"] ?? c.req.socket.remoteAddress ?? ""),
  device: presentedDevice(c.headers.cookie),
});

export const confirmationOf = (c: Asked, current: string | undefined): Confirmation => ({
  ...{ current, place: placeOf(c), refresh: presentedRefresh(c.headers.cookie) },
});

/** The answer to whoever has just come in: the short token in the body, what is kept in cookies. */
export function signedIn(
  c: Pick<RequestContext, "headers">,
  status: number,
  session: OpenSession,
  devices?: Devices,
): Reply {
  const { accessToken, expiresAt, member } = session;
  const set = sessionCookies(session, isSecure(c));
  if (devices)
    set.push(deviceCookie(devices.remember(presentedDevice(c.headers.cookie), member.memberId), isSecure(c)));
  return {
    status,
    body: { accessToken, expiresAt, member },
    headers: { "set-cookie": set, "cache-control": "no-store" },
  };
}
