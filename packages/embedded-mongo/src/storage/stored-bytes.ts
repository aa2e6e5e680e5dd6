import { validateDocument } from "../bson/validate.ts";
import { documentOf, type Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";

/**
 * A document as the file holds it. What comes over a socket is proven to be BSON, but a file may have been damaged
 * since, and whoever reads such bytes unproven may never come to their end.
 */
export function storedDocument(bytes: unknown): Value {
  const doc = documentOf(bytes as Uint8Array);
  try {
    validateDocument(doc.buf, 0, doc.end);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MongoError(1, `the store's file is damaged: it holds a document that is none (${why})`);
  }
  return doc;
}
