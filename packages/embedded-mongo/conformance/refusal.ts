import { MongoBulkWriteError, MongoError, MongoServerError } from "mongodb";

/**
 * What of a refusal two servers must agree on: kind, code and, for a duplicate key, its whole shape.
 * Other messages are for people and differ between MongoDB's own versions.
 */
export function refusalOf(error: unknown): { refused: object } {
  if (error instanceof MongoBulkWriteError) {
    const writeErrors = [error.writeErrors].flat();
    return {
      refused: {
        code: error.code,
        at: writeErrors.map((one) => ({ index: one.index, code: one.code, message: duplicateMessage(one) })),
        insertedCount: error.insertedCount,
        matchedCount: error.matchedCount,
        modifiedCount: error.modifiedCount,
        deletedCount: error.deletedCount,
        upsertedCount: error.upsertedCount,
      },
    };
  }
  if (error instanceof MongoServerError) {
    return {
      refused: {
        code: error.code,
        keyPattern: error.keyPattern,
        keyValue: error.keyValue,
        message: duplicateMessage({ code: error.code, errmsg: error.message }),
        labels: error.errorLabels.length > 0 ? [...error.errorLabels].sort() : undefined,
      },
    };
  }
  if (error instanceof MongoError) return { refused: { by: "driver", name: error.name } };
  if (error instanceof Error) return { refused: { by: "caller", name: error.name, message: error.message } };
  throw error;
}

function duplicateMessage({
  code,
  errmsg,
}: {
  code?: unknown;
  errmsg?: string | undefined;
}): string | undefined {
  return Number(code) === 11000 ? errmsg?.replace(/^.*?(?=E11000)/, "") : undefined;
}

/** The refusal of something that ought to be refused; its answer otherwise, so that a difference shows. */
export async function refusal(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then((answer) => ({ accepted: answer }), refusalOf);
}
