import * as z from "zod";

const paths = z.array(z.string().startsWith("/")).default([]);

/** Cookies are not passed on, but for those named here, on these paths of the service. */
export const identityAction = z.strictObject({
  passCookies: z.array(z.string()).default([]),
  /** Whoever comes here signs in anew: a token that has run out does not matter. */
  onPaths: paths,
  /** Here too, but a token that is shown has to count. */
  alsoOnPaths: paths,
});
export type IdentityAction = z.infer<typeof identityAction>;
