import type { Router } from "express";
import type { Instances } from "../registry/instances.ts";
import { ChangeStream } from "./change-stream.ts";
import { type PresenceOptions, PresenceStreams } from "./presence-streams.ts";
import { pushRoutes } from "./routes.ts";
import { type StreamLimits, Streams } from "./streams.ts";

export type PushOptions = PresenceOptions & {
  readonly instances: Instances;
  /** Unguessable, for streams and for this life of the registry. */
  readonly newId: () => string;
  readonly limits?: Partial<StreamLimits>;
  readonly onCut?: () => void;
};

export type Push = {
  readonly router: Router;
  readonly changes: ChangeStream;
  readonly presence: PresenceStreams;
  /** Each second: heartbeats and pings. */
  tick(): void;
  /** Ends all streams, so that their holders turn elsewhere, and judges nobody for it. */
  close(): void;
};

/** Change streams and presence streams over one registry. */
export function createPush(options: PushOptions): Push {
  const { instances, newId } = options;
  const streams = new Streams(options);
  const changes = new ChangeStream({ epoch: newId().replaceAll("-", ""), cursor: instances.cursor });
  const presence = new PresenceStreams(options);
  const untell = instances.onChange((change) => changes.tell(change));
  return {
    router: pushRoutes({ instances, streams, changes, presence, later: options.later }),
    changes,
    presence,
    tick() {
      changes.heartbeat();
      presence.ping();
    },
    close() {
      presence.close();
      untell();
      streams.endAll();
    },
  };
}
