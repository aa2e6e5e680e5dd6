import * as z from "zod";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** What is given in place of an answer: a text or JSON, a file's bytes, or what another serviceEndpoint answers. */
export const fallbackAction = z
  .strictObject({
    /** A write is not done by saying so: only reads have a stand-in, unless the file names more. */
    methods: z.array(z.enum(methods)).min(1).default(["GET", "HEAD"]),
    status: z.number().int().min(200).max(599).default(200),
    /** Text, or anything that JSON can say. */
    body: z.unknown().optional(),
    /** Beside the file that this stands in, read with it. */
    file: z.string().min(1).optional(),
    /** Of `body` and `file`; else told by what they are. */
    contentType: z
      .string()
      .regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.+-]+)*$/)
      .optional(),
    /** A serviceEndpoint that is asked instead, for what has no body. */
    endpoint: z.string().optional(),
    /** That endpoint sees the path without the prefix of the route. */
    stripPath: z.boolean().default(false),
    timeoutMs: z.number().int().min(100).max(60_000).default(3_000),
  })
  .refine(
    ({ body, file, endpoint }) => [body, file, endpoint].filter((one) => one !== undefined).length === 1,
    "one of body, file and endpoint says what is given",
  )
  .refine(
    ({ endpoint, methods: named }) =>
      endpoint === undefined || named.every((one) => one === "GET" || one === "HEAD"),
    "only GET and HEAD can be asked of another endpoint: the body of a write was read already",
  );
export type FallbackAction = z.infer<typeof fallbackAction>;
