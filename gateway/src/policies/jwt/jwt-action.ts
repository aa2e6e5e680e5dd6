import * as z from "zod";

export const algorithms = [
  ...["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA"],
] as const;

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const sources = ["secretOrPublicKey", "secretOrPublicKeyFile", "jwksUrl"] as const;

export const jwtAction = z
  .strictObject({
    /** A public key in PEM; or a secret, which stands in the file as ${NAME} of the environment. */
    secretOrPublicKey: z.string().min(1).optional(),
    secretOrPublicKeyFile: z.string().min(1).optional(),
    /** Where the issuer shows its keys; the last that were seen hold while it cannot be asked. */
    jwksUrl: z.url({ protocol: /^https?$/ }).optional(),
    jwtExtractor: z.enum(["authBearer", "header", "query", "authScheme"]).default("authBearer"),
    /** The name of the header, of the query's parameter or of the scheme. */
    jwtExtractorField: z.string().min(1).optional(),
    audience: oneOrMore.optional(),
    issuer: oneOrMore.optional(),
    /** Left out: those that fit the key. */
    algorithms: z.array(z.enum(algorithms)).min(1).optional(),
    /** The token's `sub` has to stand in the file of credentials, too. */
    checkCredentialExistence: z.boolean().default(true),
    credentialsFile: z.string().optional(),
    /** By how much the issuer's clock may differ. */
    clockSkewMs: z.number().int().min(0).max(300_000).default(2_000),
    /** Whoever shows none, or a wrong one, comes by as anonymous. */
    passThrough: z.boolean().default(false),
  })
  .superRefine((action, context) => {
    const given = sources.filter((name) => action[name] !== undefined);
    if (given.length !== 1)
      context.addIssue({ code: "custom", message: `say one of ${sources.join(", ")}, not ${given.length}` });
    if (action.jwtExtractor !== "authBearer" && action.jwtExtractorField === undefined)
      context.addIssue({
        code: "custom",
        path: ["jwtExtractor"],
        message: `${action.jwtExtractor} wants a jwtExtractorField: where is the token?`,
      });
  });
export type JwtAction = z.infer<typeof jwtAction>;
