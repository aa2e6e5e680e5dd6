import * as z from "zod";

/** Cookies are not passed on, but for those named here, on these paths of the service. */
export const identityAction = z.strictObject({
  passCookies: z.array(z.string()).default([]),
  onPaths: z.array(z.string().startsWith("/")).default([]),
});
export type IdentityAction = z.infer<typeof identityAction>;
