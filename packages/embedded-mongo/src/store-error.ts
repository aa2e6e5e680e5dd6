export type StoreErrorCode =
  | "FOREIGN_FILE"
  | "CORRUPT_FILE"
  | "NEWER_VERSION"
  | "UNWRITABLE"
  | "OUT_OF_DISK_SPACE"
  | "BUSY"
  | "LISTEN_FAILED"
  | "WORKER_DIED"
  | "CLOSED";

/** Why the store did not start or is gone, in one line. */
export class EmbeddedStoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message.replace(/\s*\n\s*/g, " "), options);
    this.name = "EmbeddedStoreError";
    this.code = code;
  }
}
