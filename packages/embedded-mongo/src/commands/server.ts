import { field, isDocument } from "../bson/value.ts";
import { badValue } from "../errors.ts";
import { type Call, OK, type PlainCommand, type Reply } from "./command.ts";

const SET_NAME = "embedded";

/** A replica set of one: what drivers ask for before they offer sessions and transactions. */
export function describeServer({ engine, socket }: Pick<Call, "engine" | "socket">): Reply {
  const me = engine.address();
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    secondary: false,
    setName: SET_NAME,
    setVersion: 1,
    hosts: [me],
    primary: me,
    me,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(engine.now()),
    logicalSessionTimeoutMinutes: 30,
    connectionId: socket,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    ok: OK,
  };
}

export const hello: PlainCommand = { kind: "plain", run: describeServer };

export const buildInfo: PlainCommand = {
  kind: "plain",
  run: ({ args }) => {
    args.allow();
    return {
      version: "7.0.0",
      versionArray: [7, 0, 0, 0],
      gitVersion: "embedded",
      modules: ["embedded-mongo"],
      maxBsonObjectSize: 16 * 1024 * 1024,
      ok: OK,
    };
  },
};

export const endSessions: PlainCommand = {
  kind: "plain",
  run: ({ args, engine }) => {
    args.allow();
    const list = args.list("endSessions") ?? [];
    for (const session of list) {
      const id = isDocument(session) ? field(session, "id") : undefined;
      if (!id) throw badValue("endSessions needs session ids");
      engine.sessions.end(Buffer.from(id.buf.subarray(id.start + 5, id.end)));
    }
    return { ok: OK };
  },
};
